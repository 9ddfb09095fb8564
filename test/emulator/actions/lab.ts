/** A small account over real HTTP: a namespace of each kind, services and instances, made with the real SDK. */
import * as sdk from "@aws-sdk/client-servicediscovery";
import type { Emulator, EmulatorOptions } from "../../../src/emulator/index.js";
import { overHttp } from "../support.js";

export interface Lab {
  readonly client: sdk.ServiceDiscoveryClient;
  readonly emulator: Emulator;
  /** Ids of namespaces. */
  readonly http: string;
  readonly privateDns: string;
  readonly publicDns: string;
  /** Ids of services: with custom health in the HTTP namespace, with an A record in the public, with nothing in it. */
  readonly web: string;
  readonly dns: string;
  readonly empty: string;
  readonly webArn: string;
  /** The responses so far, as they came. */
  readonly responses: readonly RawResponse[];
}

export interface RawResponse {
  readonly action: string;
  readonly body: unknown;
}

const hour = 3_600_000;

export async function createLab(options: EmulatorOptions = {}): Promise<Lab> {
  const { client, emulator } = await overHttp(options);
  const responses: RawResponse[] = [];
  record(client, responses);

  const namespace = async (started: Promise<{ OperationId?: string | undefined }>): Promise<string> => {
    const { OperationId } = await started;
    emulator.advance(hour);
    const { Operation } = await client.send(new sdk.GetOperationCommand({ OperationId }));
    return Operation?.Targets?.NAMESPACE ?? "";
  };
  const service = async (input: Partial<sdk.CreateServiceCommandInput>): Promise<sdk.Service> =>
    (await client.send(new sdk.CreateServiceCommand({ Name: "a", ...input }))).Service ?? {};

  const Tags = [{ Key: "team", Value: "shop" }];
  const http = await namespace(
    client.send(new sdk.CreateHttpNamespaceCommand({ Name: "shop", Description: "d", Tags })),
  );
  const zone = { Name: "shop.local", Vpc: "vpc-1", Description: "d" };
  const privateDns = await namespace(client.send(new sdk.CreatePrivateDnsNamespaceCommand(zone)));
  const Properties = { DnsProperties: { SOA: { TTL: 20 } } };
  const publicDns = await namespace(
    client.send(new sdk.CreatePublicDnsNamespaceCommand({ Name: "shop.example.com", Properties })),
  );
  const web = await service({
    Name: "web",
    NamespaceId: http,
    Description: "d",
    HealthCheckCustomConfig: {},
    Tags,
  });
  const dns = await service({
    Name: "dns",
    NamespaceId: publicDns,
    Description: "d",
    DnsConfig: { RoutingPolicy: "MULTIVALUE", DnsRecords: [{ Type: "A", TTL: 60 }] },
    HealthCheckConfig: { Type: "HTTP", ResourcePath: "/", FailureThreshold: 2 },
  });
  const empty = await service({ Name: "empty", NamespaceId: http });
  await client.send(
    new sdk.RegisterInstanceCommand({
      ServiceId: web.Id,
      InstanceId: "i-1",
      Attributes: { AWS_INSTANCE_IPV4: "192.0.2.1", color: "blue" },
    }),
  );
  emulator.advance(hour);
  return {
    client,
    emulator,
    http,
    privateDns,
    publicDns,
    web: web.Id ?? "",
    dns: dns.Id ?? "",
    empty: empty.Id ?? "",
    webArn: web.Arn ?? "",
    responses,
  };
}

/** Keeps the bytes of each response before the SDK drops what it does not know. */
function record(client: sdk.ServiceDiscoveryClient, responses: RawResponse[]): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const response = result.response as {
        statusCode: number;
        body: AsyncIterable<Uint8Array> | Uint8Array;
      };
      const chunks: Uint8Array[] = [];
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) chunks.push(chunk);
      response.body = Buffer.concat(chunks);
      const action = (context.commandName ?? "").replace(/Command$/, "");
      if (response.statusCode === 200) responses.push({ action, body: JSON.parse(response.body.toString()) });
      return result;
    },
    { step: "deserialize", priority: "low", name: "recordResponses" },
  );
}
