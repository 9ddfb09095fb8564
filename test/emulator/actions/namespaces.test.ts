import {
  CreateHttpNamespaceCommand,
  CreatePrivateDnsNamespaceCommand,
  CreatePublicDnsNamespaceCommand,
  DeleteNamespaceCommand,
  DuplicateRequest,
  GetNamespaceCommand,
  GetOperationCommand,
  ListNamespacesCommand,
  NamespaceAlreadyExists,
  NamespaceNotFound,
  UpdateHttpNamespaceCommand,
  UpdatePrivateDnsNamespaceCommand,
  type ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, test } from "vitest";
import { inProcess } from "../support.js";

const hour = 3_600_000;

async function operation(client: ServiceDiscoveryClient, OperationId: string | undefined) {
  return (await client.send(new GetOperationCommand({ OperationId }))).Operation;
}

async function refusal(sending: Promise<unknown>): Promise<unknown> {
  return sending.then(
    () => "accepted",
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : error),
  );
}

describe("a namespace", () => {
  test("appears when its operation succeeds, and not before", async () => {
    const { client, emulator } = inProcess({ durations: { CreateHttpNamespace: 10 } });
    const { OperationId } = await client.send(
      new CreateHttpNamespaceCommand({ Name: "shop", Description: "d" }),
    );
    expect(await operation(client, OperationId)).toMatchObject({
      Status: "SUBMITTED",
      Type: "CREATE_NAMESPACE",
    });

    emulator.advance(9_999);
    const pending = await operation(client, OperationId);
    expect(pending).toMatchObject({ Status: "PENDING", OwnerAccount: "123456789012" });
    expect((await client.send(new ListNamespacesCommand({}))).Namespaces).toEqual([]);

    emulator.advance(1);
    const done = await operation(client, OperationId);
    const Id = done?.Targets?.NAMESPACE;
    expect(done).toMatchObject({
      Status: "SUCCESS",
      CreateDate: new Date(1_700_000_000_000),
      UpdateDate: new Date(1_700_000_010_000),
    });
    expect((await client.send(new GetNamespaceCommand({ Id }))).Namespace).toMatchObject({
      Id,
      Name: "shop",
      Type: "HTTP",
      Description: "d",
      ServiceCount: 0,
      CreateDate: new Date(1_700_000_010_000),
    });
  });

  test("whose operation fails is never there", async () => {
    const { client, emulator } = inProcess({
      failures: [{ on: "CREATE_NAMESPACE:bad-*", code: "ACCESS_DENIED" }],
    });
    const { OperationId } = await client.send(new CreateHttpNamespaceCommand({ Name: "bad-one" }));
    emulator.advance(hour);
    const failed = await operation(client, OperationId);
    expect(failed).toMatchObject({ Status: "FAIL", ErrorCode: "ACCESS_DENIED" });
    const Id = failed?.Targets?.NAMESPACE;
    await expect(client.send(new GetNamespaceCommand({ Id }))).rejects.toBeInstanceOf(NamespaceNotFound);
  });

  test("is changed and deleted by operations, one at a time", async () => {
    const { client, emulator } = inProcess();
    const created = await client.send(
      new CreatePrivateDnsNamespaceCommand({ Name: "a.local", Vpc: "vpc-1" }),
    );
    emulator.advance(hour);
    const Id = (await operation(client, created.OperationId))?.Targets?.NAMESPACE;
    const Namespace = { Description: "new", Properties: { DnsProperties: { SOA: { TTL: 30 } } } };
    const updated = await client.send(new UpdatePrivateDnsNamespaceCommand({ Id, Namespace }));
    const refused: unknown = await client
      .send(new DeleteNamespaceCommand({ Id }))
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DuplicateRequest);
    expect(refused).toMatchObject({ DuplicateOperationId: updated.OperationId });
    emulator.advance(hour);
    expect((await client.send(new GetNamespaceCommand({ Id }))).Namespace).toMatchObject({
      Description: "new",
      Properties: { DnsProperties: { SOA: { TTL: 30 } } },
    });
    await client.send(new DeleteNamespaceCommand({ Id }));
    emulator.advance(hour);
    await expect(client.send(new GetNamespaceCommand({ Id }))).rejects.toBeInstanceOf(NamespaceNotFound);
    const again = await client.send(new CreatePrivateDnsNamespaceCommand({ Name: "a.local", Vpc: "vpc-1" }));
    emulator.advance(hour);
    expect(await operation(client, again.OperationId)).toMatchObject({ Status: "SUCCESS" });
  });

  test("of a taken name is refused with the id of the one that has it", async () => {
    const { client, emulator } = inProcess();
    await client.send(new CreateHttpNamespaceCommand({ Name: "shop", CreatorRequestId: "first" }));
    const early = client.send(new CreateHttpNamespaceCommand({ Name: "shop" }));
    await expect(early).rejects.toBeInstanceOf(DuplicateRequest);
    emulator.advance(hour);
    const late: unknown = await client
      .send(new CreateHttpNamespaceCommand({ Name: "shop" }))
      .catch((error: unknown) => error);
    expect(late).toBeInstanceOf(NamespaceAlreadyExists);
    const [existing] = (await client.send(new ListNamespacesCommand({}))).Namespaces ?? [];
    expect(late).toMatchObject({ NamespaceId: existing?.Id, CreatorRequestId: "first" });
  });

  test("conflicting with another private zone in its VPC fails late, as it does at Route 53", async () => {
    const { client, emulator } = inProcess();
    const input = { Name: "a.local", Vpc: "vpc-1" };
    await client.send(new CreatePrivateDnsNamespaceCommand(input));
    emulator.advance(hour);
    const second = await client.send(new CreatePrivateDnsNamespaceCommand(input));
    const elsewhere = await client.send(new CreatePrivateDnsNamespaceCommand({ ...input, Vpc: "vpc-2" }));
    emulator.advance(hour);
    const failed = await operation(client, second.OperationId);
    expect(failed).toMatchObject({ Status: "FAIL", ErrorCode: "CANNOT_CREATE_HOSTED_ZONE" });
    expect(failed?.ErrorMessage).toMatch(
      /^The VPC vpc-1 in region us-east-1 has already been associated with the hosted zone Z\w+ with the same domain name\. .*ConflictingDomainExists/,
    );
    expect(await operation(client, elsewhere.OperationId)).toMatchObject({ Status: "SUCCESS" });
  });

  test("is created once for one request id", async () => {
    const { client } = inProcess();
    const input = { Name: "shop", CreatorRequestId: "same" };
    const first = await client.send(new CreateHttpNamespaceCommand(input));
    const again = await client.send(new CreateHttpNamespaceCommand(input));
    expect(again.OperationId).toBe(first.OperationId);
    const other = client.send(new CreateHttpNamespaceCommand({ ...input, Name: "other" }));
    await expect(other).rejects.toMatchObject({
      name: "DuplicateRequest",
      DuplicateOperationId: first.OperationId,
    });
  });

  test("name and limits are checked, and the message names the member and the rule", async () => {
    const { client } = inProcess();
    expect(await refusal(client.send(new CreateHttpNamespaceCommand({ Name: "x".repeat(1025) })))).toMatch(
      /^InvalidInput: Name must have at most 1024 characters \(it has 1025\)/,
    );
    expect(await refusal(client.send(new CreateHttpNamespaceCommand({ Name: undefined })))).toBe(
      "InvalidInput: Name is required.",
    );
    expect(await refusal(client.send(new CreatePublicDnsNamespaceCommand({ Name: "nodots" })))).toMatch(
      /^InvalidInput: Name must be a domain name/,
    );
    const wrong = { Id: "ns-nobody", Namespace: { Description: "d" } };
    expect(await refusal(client.send(new UpdateHttpNamespaceCommand(wrong)))).toMatch(/^NamespaceNotFound: /);
  });
});
