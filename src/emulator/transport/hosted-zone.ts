/**
 * The one call of Route 53 that goes with Cloud Map: GetHostedZone, which tells the VPC of a private namespace. Source:
 * Route 53 API reference, `GetHostedZone`.
 */
import type { Namespace } from "../account/account.js";
import type { Regions } from "../account/regions.js";
import type { Reply } from "../protocol/reply.js";
import type { Request } from "./request.js";

/** The answer to GetHostedZone; undefined for any other request. */
export function answerHostedZone(request: Request, now: number, regions: Regions): Reply | undefined {
  const [, id] = /^\/2013-04-01\/hostedzone\/([A-Z0-9]{1,32})$/.exec(request.path ?? "") ?? [];
  if (request.method !== "GET" || id === undefined) return undefined;
  for (const account of regions.all) {
    account.operations.settleUntil(now);
    for (const namespace of account.namespaces.values())
      if (namespace.hostedZoneId === id) return xmlReply(200, zoneXml(id, namespace, account.home.region));
  }
  const error = `<Error><Type>Sender</Type><Code>NoSuchHostedZone</Code><Message>No hosted zone found with ID: ${id}</Message></Error>`;
  return xmlReply(404, `<ErrorResponse xmlns="${schema}">${error}</ErrorResponse>`);
}

const schema = "https://route53.amazonaws.com/doc/2013-04-01/";

function zoneXml(id: string, { name, vpc, creatorRequestId = id }: Namespace, region: string): string {
  const config = `<Config><PrivateZone>${vpc !== undefined}</PrivateZone></Config>`;
  const reference = `<CallerReference>${escaped(creatorRequestId)}</CallerReference>`;
  const zone = `<HostedZone><Id>/hostedzone/${id}</Id><Name>${escaped(name)}.</Name>${reference}${config}</HostedZone>`;
  const vpcs =
    vpc === undefined
      ? ""
      : `<VPCs><VPC><VPCRegion>${region}</VPCRegion><VPCId>${escaped(vpc)}</VPCId></VPC></VPCs>`;
  return `<GetHostedZoneResponse xmlns="${schema}">${zone}${vpcs}</GetHostedZoneResponse>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function xmlReply(statusCode: number, body: string): Reply {
  return {
    statusCode,
    headers: { "content-type": "text/xml" },
    body: `<?xml version="1.0"?>\n${body}`,
    delayMs: 0,
    delivery: "whole",
  };
}
