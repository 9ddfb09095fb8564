import { CreatePrivateDnsNamespaceCommand, GetNamespaceCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, test } from "vitest";
import { overHttp } from "../support.js";

describe("GetHostedZone of Route 53", () => {
  test("tells the VPC of a private namespace's zone, in whatever region that is", async () => {
    const { client, emulator, url } = await overHttp({ settles: "at-once" });
    const input = { Name: "x.internal", Vpc: "vpc-<1>" };
    await client.send(new CreatePrivateDnsNamespaceCommand(input));
    const { targets } = emulator.operations()[0] ?? {};
    const { Namespace } = await client.send(new GetNamespaceCommand({ Id: targets?.["NAMESPACE"] }));
    const zone = Namespace?.Properties?.DnsProperties?.HostedZoneId;
    const response = await fetch(`${url}/2013-04-01/hostedzone/${zone}`);
    expect({ status: response.status, type: response.headers.get("content-type") }).toEqual({
      status: 200,
      type: "text/xml",
    });
    const xml = await response.text();
    expect(xml).toContain(`<Id>/hostedzone/${zone}</Id><Name>x.internal.</Name>`);
    expect(xml).toContain("<VPCRegion>us-east-1</VPCRegion><VPCId>vpc-&lt;1&gt;</VPCId>");
  });

  test("knows no other zone, and no other call", async () => {
    const { url } = await overHttp();
    const unknown = await fetch(`${url}/2013-04-01/hostedzone/Z1`);
    expect(unknown.status).toBe(404);
    expect(await unknown.text()).toContain("<Code>NoSuchHostedZone</Code>");
    expect((await fetch(`${url}/2013-04-01/hostedzone/Z1`, { method: "DELETE" })).status).toBe(405);
    expect((await fetch(`${url}/2013-04-01/hostedzone`)).status).toBe(405);
  });
});
