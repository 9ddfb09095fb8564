import * as sdk from "@aws-sdk/client-servicediscovery";
import { describe, expect, test } from "vitest";
import { createEmulator } from "../../../src/emulator/index.js";
import { actionNames } from "../../../src/emulator/protocol/api-names.js";
import { createLab, type Lab } from "./lab.js";
import { differences, modelledActions, modelledErrors, modelledMembers } from "./model.js";

const hour = 3_600_000;
const Attributes = { AWS_INSTANCE_IPV4: "192.0.2.1" };
const change = { Description: "new", Properties: { DnsProperties: { SOA: { TTL: 9 } } } };
const tooLong = "x".repeat(2000);
const manyTags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "" }));

/** Every action once, with all that it can be asked. */
async function everyAction(lab: Lab): Promise<void> {
  const { client, emulator, http, privateDns, publicDns, web, dns, empty, webArn } = lab;
  const settle = async ({ OperationId }: { OperationId?: string | undefined }): Promise<void> => {
    await client.send(new sdk.GetOperationCommand({ OperationId }));
    emulator.advance(hour);
    await client.send(new sdk.GetOperationCommand({ OperationId, OwnerAccount: "123456789012" }));
  };
  const page = { MaxResults: 1 };
  await client.send(new sdk.GetNamespaceCommand({ Id: http }));
  await client.send(new sdk.GetNamespaceCommand({ Id: publicDns }));
  await client.send(
    new sdk.ListNamespacesCommand({ ...page, Filters: [{ Name: "TYPE", Values: ["HTTP"] }] }),
  );
  await client.send(new sdk.ListNamespacesCommand({}));
  await settle(
    await client.send(new sdk.UpdateHttpNamespaceCommand({ Id: http, Namespace: { Description: "e" } })),
  );
  await settle(
    await client.send(new sdk.UpdatePrivateDnsNamespaceCommand({ Id: privateDns, Namespace: change })),
  );
  await settle(
    await client.send(new sdk.UpdatePublicDnsNamespaceCommand({ Id: publicDns, Namespace: change })),
  );
  await client.send(new sdk.GetServiceCommand({ Id: web }));
  await client.send(new sdk.GetServiceCommand({ Id: dns }));
  await client.send(
    new sdk.ListServicesCommand({ ...page, Filters: [{ Name: "NAMESPACE_ID", Values: [http] }] }),
  );
  await client.send(new sdk.ListServicesCommand({}));
  await settle(await client.send(new sdk.UpdateServiceCommand({ Id: dns, Service: { Description: "e" } })));
  await client.send(
    new sdk.UpdateServiceAttributesCommand({ ServiceId: web, Attributes: { a: "1", b: "2" } }),
  );
  await client.send(new sdk.DeleteServiceAttributesCommand({ ServiceId: web, Attributes: ["a"] }));
  await client.send(new sdk.GetServiceAttributesCommand({ ServiceId: web }));
  const more = { ServiceId: web, InstanceId: "i-2", Attributes };
  await settle(await client.send(new sdk.RegisterInstanceCommand(more)));
  await client.send(new sdk.GetInstanceCommand({ ServiceId: web, InstanceId: "i-2" }));
  await client.send(new sdk.ListInstancesCommand({ ServiceId: web, ...page }));
  await client.send(new sdk.GetInstancesHealthStatusCommand({ ServiceId: web, ...page }));
  const unhealthy = { ServiceId: web, InstanceId: "i-2", Status: "UNHEALTHY" } as const;
  await client.send(new sdk.UpdateInstanceCustomHealthStatusCommand(unhealthy));
  const where = { NamespaceName: "shop", ServiceName: "web" };
  await client.send(new sdk.DiscoverInstancesCommand({ ...where, QueryParameters: { color: "blue" } }));
  await client.send(new sdk.DiscoverInstancesRevisionCommand(where));
  await client.send(new sdk.TagResourceCommand({ ResourceARN: webArn, Tags: [{ Key: "a", Value: "" }] }));
  await client.send(new sdk.UntagResourceCommand({ ResourceARN: webArn, TagKeys: ["a"] }));
  await client.send(new sdk.ListTagsForResourceCommand({ ResourceARN: webArn }));
  await client.send(
    new sdk.ListOperationsCommand({ ...page, Filters: [{ Name: "STATUS", Values: ["SUCCESS"] }] }),
  );
  await settle(await client.send(new sdk.DeregisterInstanceCommand({ ServiceId: web, InstanceId: "i-2" })));
  await client.send(new sdk.DeleteServiceCommand({ Id: empty }));
  await settle(await client.send(new sdk.DeleteNamespaceCommand({ Id: privateDns })));
}

describe("the emulator, held against the SDK's model", () => {
  test("knows the actions of the model, and no others", () => {
    expect([...actionNames]).toEqual(modelledActions);
  });

  test("answers each action with the members of the model alone, and with every one of them somewhere", async () => {
    const lab = await createLab({ failures: [{ on: "UpdateHttpNamespace", code: "ACCESS_DENIED" }] });
    await everyAction(lab);
    const seen = new Set<string>();
    const odd = lab.responses.flatMap(({ action, body }) => differences(action, body, seen));
    expect(odd).toEqual([]);
    expect([...new Set(lab.responses.map(({ action }) => action))].toSorted()).toEqual(modelledActions);
    const missing = [...new Set(modelledActions.flatMap(modelledMembers))].filter(
      (member) => !seen.has(member),
    );
    expect(missing).toEqual([]);
  });
});

type Reaching = (lab: Lab) => Promise<unknown>;

/** How a client runs into each error of the model. */
const reaching: Readonly<Record<string, Reaching>> = {
  "CreateHttpNamespace DuplicateRequest": async ({ client }) => {
    await client.send(new sdk.CreateHttpNamespaceCommand({ Name: "twice" }));
    return client.send(new sdk.CreateHttpNamespaceCommand({ Name: "twice" }));
  },
  "CreateHttpNamespace InvalidInput": ({ client }) =>
    client.send(new sdk.CreateHttpNamespaceCommand({ Name: "with space" })),
  "CreateHttpNamespace NamespaceAlreadyExists": ({ client }) =>
    client.send(new sdk.CreateHttpNamespaceCommand({ Name: "shop" })),
  "CreateHttpNamespace ResourceLimitExceeded": ({ client }) =>
    client.send(new sdk.CreateHttpNamespaceCommand({ Name: "fourth" })),
  "CreateHttpNamespace TooManyTagsException": ({ client }) =>
    client.send(new sdk.CreateHttpNamespaceCommand({ Name: "tagged", Tags: manyTags })),
  "CreatePrivateDnsNamespace DuplicateRequest": async ({ client }) => {
    await client.send(new sdk.CreatePrivateDnsNamespaceCommand({ Name: "twice", Vpc: "vpc-1" }));
    return client.send(new sdk.CreatePrivateDnsNamespaceCommand({ Name: "twice", Vpc: "vpc-1" }));
  },
  "CreatePrivateDnsNamespace InvalidInput": ({ client }) =>
    client.send(new sdk.CreatePrivateDnsNamespaceCommand({ Name: "a.local", Vpc: tooLong })),
  "CreatePrivateDnsNamespace ResourceLimitExceeded": ({ client }) =>
    client.send(new sdk.CreatePrivateDnsNamespaceCommand({ Name: "a.local", Vpc: "vpc-1" })),
  "CreatePrivateDnsNamespace TooManyTagsException": ({ client }) =>
    client.send(new sdk.CreatePrivateDnsNamespaceCommand({ Name: "a.local", Vpc: "vpc-1", Tags: manyTags })),
  "CreatePublicDnsNamespace DuplicateRequest": async ({ client }) => {
    await client.send(new sdk.CreatePublicDnsNamespaceCommand({ Name: "twice.org" }));
    return client.send(new sdk.CreatePublicDnsNamespaceCommand({ Name: "TWICE.org" }));
  },
  "CreatePublicDnsNamespace InvalidInput": ({ client }) =>
    client.send(new sdk.CreatePublicDnsNamespaceCommand({ Name: "onelabel" })),
  "CreatePublicDnsNamespace NamespaceAlreadyExists": ({ client }) =>
    client.send(new sdk.CreatePublicDnsNamespaceCommand({ Name: "shop.example.com" })),
  "CreatePublicDnsNamespace ResourceLimitExceeded": ({ client }) =>
    client.send(new sdk.CreatePublicDnsNamespaceCommand({ Name: "fourth.org" })),
  "CreatePublicDnsNamespace TooManyTagsException": ({ client }) =>
    client.send(new sdk.CreatePublicDnsNamespaceCommand({ Name: "tagged.org", Tags: manyTags })),
  "CreateService InvalidInput": ({ client, publicDns }) =>
    client.send(new sdk.CreateServiceCommand({ Name: "no-records", NamespaceId: publicDns })),
  "CreateService NamespaceNotFound": ({ client }) =>
    client.send(new sdk.CreateServiceCommand({ Name: "lost", NamespaceId: "ns-0" })),
  "CreateService ResourceLimitExceeded": ({ client, http }) =>
    client.send(new sdk.CreateServiceCommand({ Name: "third", NamespaceId: http })),
  "CreateService ServiceAlreadyExists": ({ client, http }) =>
    client.send(new sdk.CreateServiceCommand({ Name: "web", NamespaceId: http })),
  "CreateService TooManyTagsException": ({ client, http }) =>
    client.send(new sdk.CreateServiceCommand({ Name: "tagged", NamespaceId: http, Tags: manyTags })),
  "DeleteNamespace DuplicateRequest": async ({ client, privateDns }) => {
    await client.send(new sdk.DeleteNamespaceCommand({ Id: privateDns }));
    return client.send(new sdk.DeleteNamespaceCommand({ Id: privateDns }));
  },
  "DeleteNamespace InvalidInput": ({ client }) =>
    client.send(new sdk.DeleteNamespaceCommand({ Id: tooLong })),
  "DeleteNamespace NamespaceNotFound": ({ client }) =>
    client.send(new sdk.DeleteNamespaceCommand({ Id: "ns-0" })),
  "DeleteNamespace ResourceInUse": ({ client, http }) =>
    client.send(new sdk.DeleteNamespaceCommand({ Id: http })),
  "DeleteService InvalidInput": ({ client }) => client.send(new sdk.DeleteServiceCommand({ Id: tooLong })),
  "DeleteService ResourceInUse": ({ client, web }) => client.send(new sdk.DeleteServiceCommand({ Id: web })),
  "DeleteService ServiceNotFound": ({ client }) => client.send(new sdk.DeleteServiceCommand({ Id: "srv-0" })),
  "DeleteServiceAttributes InvalidInput": ({ client, web }) =>
    client.send(new sdk.DeleteServiceAttributesCommand({ ServiceId: web, Attributes: [] })),
  "DeleteServiceAttributes ServiceNotFound": ({ client }) =>
    client.send(new sdk.DeleteServiceAttributesCommand({ ServiceId: "srv-0", Attributes: ["a"] })),
  "DeregisterInstance DuplicateRequest": async ({ client, web }) => {
    await client.send(new sdk.DeregisterInstanceCommand({ ServiceId: web, InstanceId: "i-1" }));
    return client.send(new sdk.DeregisterInstanceCommand({ ServiceId: web, InstanceId: "i-1" }));
  },
  "DeregisterInstance InstanceNotFound": ({ client, web }) =>
    client.send(new sdk.DeregisterInstanceCommand({ ServiceId: web, InstanceId: "i-0" })),
  "DeregisterInstance InvalidInput": ({ client, web }) =>
    client.send(new sdk.DeregisterInstanceCommand({ ServiceId: web, InstanceId: tooLong })),
  "DeregisterInstance ServiceNotFound": ({ client }) =>
    client.send(new sdk.DeregisterInstanceCommand({ ServiceId: "srv-0", InstanceId: "i-1" })),
  "DiscoverInstances InvalidInput": ({ client }) =>
    client.send(
      new sdk.DiscoverInstancesCommand({ NamespaceName: "shop", ServiceName: "web", MaxResults: 1001 }),
    ),
  "DiscoverInstances NamespaceNotFound": ({ client }) =>
    client.send(new sdk.DiscoverInstancesCommand({ NamespaceName: "lost", ServiceName: "web" })),
  "DiscoverInstances RequestLimitExceeded": async ({ client }) => {
    const input = { NamespaceName: "shop", ServiceName: "web" };
    await client.send(new sdk.DiscoverInstancesCommand(input));
    return client.send(new sdk.DiscoverInstancesCommand(input));
  },
  "DiscoverInstances ServiceNotFound": ({ client }) =>
    client.send(new sdk.DiscoverInstancesCommand({ NamespaceName: "shop", ServiceName: "lost" })),
  "DiscoverInstancesRevision InvalidInput": ({ client }) =>
    client.send(new sdk.DiscoverInstancesRevisionCommand({ NamespaceName: "shop", ServiceName: "no good" })),
  "DiscoverInstancesRevision NamespaceNotFound": ({ client }) =>
    client.send(new sdk.DiscoverInstancesRevisionCommand({ NamespaceName: "lost", ServiceName: "web" })),
  "DiscoverInstancesRevision RequestLimitExceeded": async ({ client }) => {
    const input = { NamespaceName: "shop", ServiceName: "web" };
    await client.send(new sdk.DiscoverInstancesRevisionCommand(input));
    return client.send(new sdk.DiscoverInstancesRevisionCommand(input));
  },
  "DiscoverInstancesRevision ServiceNotFound": ({ client }) =>
    client.send(new sdk.DiscoverInstancesRevisionCommand({ NamespaceName: "shop", ServiceName: "lost" })),
  "GetInstance InstanceNotFound": ({ client, web }) =>
    client.send(new sdk.GetInstanceCommand({ ServiceId: web, InstanceId: "i-0" })),
  "GetInstance InvalidInput": ({ client, web }) =>
    client.send(new sdk.GetInstanceCommand({ ServiceId: web, InstanceId: undefined })),
  "GetInstance ServiceNotFound": ({ client }) =>
    client.send(new sdk.GetInstanceCommand({ ServiceId: "srv-0", InstanceId: "i-1" })),
  "GetInstancesHealthStatus InstanceNotFound": ({ client, web }) =>
    client.send(new sdk.GetInstancesHealthStatusCommand({ ServiceId: web, Instances: ["i-1", "i-0"] })),
  "GetInstancesHealthStatus InvalidInput": ({ client, web }) =>
    client.send(new sdk.GetInstancesHealthStatusCommand({ ServiceId: web, Instances: [] })),
  "GetInstancesHealthStatus ServiceNotFound": ({ client }) =>
    client.send(new sdk.GetInstancesHealthStatusCommand({ ServiceId: "srv-0" })),
  "GetNamespace InvalidInput": ({ client }) => client.send(new sdk.GetNamespaceCommand({ Id: tooLong })),
  "GetNamespace NamespaceNotFound": ({ client }) => client.send(new sdk.GetNamespaceCommand({ Id: "ns-0" })),
  "GetOperation InvalidInput": ({ client }) =>
    client.send(new sdk.GetOperationCommand({ OperationId: "x".repeat(256) })),
  "GetOperation OperationNotFound": ({ client }) =>
    client.send(new sdk.GetOperationCommand({ OperationId: "op-0" })),
  "GetService InvalidInput": ({ client }) => client.send(new sdk.GetServiceCommand({ Id: tooLong })),
  "GetService ServiceNotFound": ({ client }) => client.send(new sdk.GetServiceCommand({ Id: "srv-0" })),
  "GetServiceAttributes InvalidInput": ({ client }) =>
    client.send(new sdk.GetServiceAttributesCommand({ ServiceId: undefined })),
  "GetServiceAttributes ServiceNotFound": ({ client }) =>
    client.send(new sdk.GetServiceAttributesCommand({ ServiceId: "srv-0" })),
  "ListInstances InvalidInput": ({ client, web }) =>
    client.send(new sdk.ListInstancesCommand({ ServiceId: web, MaxResults: 101 })),
  "ListInstances ServiceNotFound": ({ client }) =>
    client.send(new sdk.ListInstancesCommand({ ServiceId: "srv-0" })),
  "ListNamespaces InvalidInput": ({ client }) =>
    client.send(new sdk.ListNamespacesCommand({ NextToken: "made up" })),
  "ListOperations InvalidInput": ({ client }) =>
    client.send(new sdk.ListOperationsCommand({ Filters: [{ Name: "UPDATE_DATE", Values: ["1"] }] })),
  "ListServices InvalidInput": ({ client }) => client.send(new sdk.ListServicesCommand({ MaxResults: 0 })),
  "ListTagsForResource InvalidInput": ({ client }) =>
    client.send(new sdk.ListTagsForResourceCommand({ ResourceARN: "" })),
  "ListTagsForResource ResourceNotFoundException": ({ client }) =>
    client.send(new sdk.ListTagsForResourceCommand({ ResourceARN: "arn:aws:x" })),
  "RegisterInstance DuplicateRequest": async ({ client, web }) => {
    await client.send(new sdk.RegisterInstanceCommand({ ServiceId: web, InstanceId: "i-1", Attributes }));
    return client.send(new sdk.RegisterInstanceCommand({ ServiceId: web, InstanceId: "i-1", Attributes }));
  },
  "RegisterInstance InvalidInput": ({ client, dns }) =>
    client.send(new sdk.RegisterInstanceCommand({ ServiceId: dns, InstanceId: "i-1", Attributes: {} })),
  "RegisterInstance ResourceLimitExceeded": ({ client, web }) =>
    client.send(new sdk.RegisterInstanceCommand({ ServiceId: web, InstanceId: "i-2", Attributes })),
  "RegisterInstance ServiceNotFound": ({ client }) =>
    client.send(new sdk.RegisterInstanceCommand({ ServiceId: "srv-0", InstanceId: "i-1", Attributes })),
  "TagResource InvalidInput": ({ client, webArn }) =>
    client.send(new sdk.TagResourceCommand({ ResourceARN: webArn, Tags: [{ Key: "", Value: "" }] })),
  "TagResource ResourceNotFoundException": ({ client }) =>
    client.send(new sdk.TagResourceCommand({ ResourceARN: "arn:aws:x", Tags: [] })),
  "TagResource TooManyTagsException": ({ client, webArn }) =>
    client.send(new sdk.TagResourceCommand({ ResourceARN: webArn, Tags: manyTags.slice(1) })),
  "UntagResource InvalidInput": ({ client, webArn }) =>
    client.send(new sdk.UntagResourceCommand({ ResourceARN: webArn, TagKeys: [""] })),
  "UntagResource ResourceNotFoundException": ({ client }) =>
    client.send(new sdk.UntagResourceCommand({ ResourceARN: "arn:aws:x", TagKeys: [] })),
  "UpdateHttpNamespace DuplicateRequest": async ({ client, http }) => {
    await client.send(new sdk.UpdateHttpNamespaceCommand({ Id: http, Namespace: change }));
    return client.send(new sdk.UpdateHttpNamespaceCommand({ Id: http, Namespace: change }));
  },
  "UpdateHttpNamespace InvalidInput": ({ client, privateDns }) =>
    client.send(new sdk.UpdateHttpNamespaceCommand({ Id: privateDns, Namespace: change })),
  "UpdateHttpNamespace NamespaceNotFound": ({ client }) =>
    client.send(new sdk.UpdateHttpNamespaceCommand({ Id: "ns-0", Namespace: change })),
  "UpdateInstanceCustomHealthStatus CustomHealthNotFound": async ({ client, emulator, dns }) => {
    const given = { AWS_INSTANCE_IPV4: "192.0.2.1", AWS_INSTANCE_PORT: "80" };
    await client.send(
      new sdk.RegisterInstanceCommand({ ServiceId: dns, InstanceId: "i-1", Attributes: given }),
    );
    emulator.advance(hour);
    const input = { ServiceId: dns, InstanceId: "i-1", Status: "HEALTHY" } as const;
    return client.send(new sdk.UpdateInstanceCustomHealthStatusCommand(input));
  },
  "UpdateInstanceCustomHealthStatus InstanceNotFound": ({ client, web }) =>
    client.send(
      new sdk.UpdateInstanceCustomHealthStatusCommand({
        ServiceId: web,
        InstanceId: "i-0",
        Status: "HEALTHY",
      }),
    ),
  "UpdateInstanceCustomHealthStatus InvalidInput": ({ client, web }) =>
    client.send(
      new sdk.UpdateInstanceCustomHealthStatusCommand({
        ServiceId: web,
        InstanceId: "i-1",
        Status: undefined,
      }),
    ),
  "UpdateInstanceCustomHealthStatus ServiceNotFound": ({ client }) =>
    client.send(
      new sdk.UpdateInstanceCustomHealthStatusCommand({
        ServiceId: "srv-0",
        InstanceId: "i-1",
        Status: "HEALTHY",
      }),
    ),
  "UpdatePrivateDnsNamespace DuplicateRequest": async ({ client, privateDns }) => {
    await client.send(new sdk.UpdatePrivateDnsNamespaceCommand({ Id: privateDns, Namespace: change }));
    return client.send(new sdk.UpdatePrivateDnsNamespaceCommand({ Id: privateDns, Namespace: change }));
  },
  "UpdatePrivateDnsNamespace InvalidInput": ({ client, privateDns }) =>
    client.send(
      new sdk.UpdatePrivateDnsNamespaceCommand({ Id: privateDns, Namespace: { Description: tooLong } }),
    ),
  "UpdatePrivateDnsNamespace NamespaceNotFound": ({ client }) =>
    client.send(new sdk.UpdatePrivateDnsNamespaceCommand({ Id: "ns-0", Namespace: change })),
  "UpdatePublicDnsNamespace DuplicateRequest": async ({ client, publicDns }) => {
    await client.send(new sdk.UpdatePublicDnsNamespaceCommand({ Id: publicDns, Namespace: change }));
    return client.send(new sdk.UpdatePublicDnsNamespaceCommand({ Id: publicDns, Namespace: change }));
  },
  "UpdatePublicDnsNamespace InvalidInput": ({ client, publicDns }) =>
    client.send(
      new sdk.UpdatePublicDnsNamespaceCommand({ Id: publicDns, Namespace: { Description: tooLong } }),
    ),
  "UpdatePublicDnsNamespace NamespaceNotFound": ({ client }) =>
    client.send(new sdk.UpdatePublicDnsNamespaceCommand({ Id: "ns-0", Namespace: change })),
  "UpdateService DuplicateRequest": async ({ client, dns }) => {
    await client.send(new sdk.UpdateServiceCommand({ Id: dns, Service: {} }));
    return client.send(new sdk.UpdateServiceCommand({ Id: dns, Service: {} }));
  },
  "UpdateService InvalidInput": ({ client, dns }) =>
    client.send(
      new sdk.UpdateServiceCommand({
        Id: dns,
        Service: { DnsConfig: { DnsRecords: [{ Type: "SRV", TTL: 1 }] } },
      }),
    ),
  "UpdateService ServiceNotFound": ({ client }) =>
    client.send(new sdk.UpdateServiceCommand({ Id: "srv-0", Service: {} })),
  "UpdateServiceAttributes InvalidInput": ({ client, web }) =>
    client.send(new sdk.UpdateServiceAttributesCommand({ ServiceId: web, Attributes: {} })),
  "UpdateServiceAttributes ServiceAttributesLimitExceededException": async ({ client, web }) => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`k${index}`, ""]));
    await client.send(new sdk.UpdateServiceAttributesCommand({ ServiceId: web, Attributes: many }));
    return client.send(new sdk.UpdateServiceAttributesCommand({ ServiceId: web, Attributes: { more: "" } }));
  },
  "UpdateServiceAttributes ServiceNotFound": ({ client }) =>
    client.send(new sdk.UpdateServiceAttributesCommand({ ServiceId: "srv-0", Attributes: { a: "" } })),
};

/** What only a fault brings about here: when the service sends these is not documented. */
const byFaultAlone: Readonly<Record<string, Reaching>> = {
  "CreatePrivateDnsNamespace NamespaceAlreadyExists": ({ client }) =>
    client.send(new sdk.CreatePrivateDnsNamespaceCommand({ Name: "shop.local", Vpc: "vpc-1" })),
  "DeregisterInstance ResourceInUse": ({ client, web }) =>
    client.send(new sdk.DeregisterInstanceCommand({ ServiceId: web, InstanceId: "i-1" })),
  "RegisterInstance ResourceInUse": ({ client, web }) =>
    client.send(new sdk.RegisterInstanceCommand({ ServiceId: web, InstanceId: "i-1", Attributes })),
  "UpdateHttpNamespace ResourceInUse": ({ client, http }) =>
    client.send(new sdk.UpdateHttpNamespaceCommand({ Id: http, Namespace: change })),
  "UpdatePrivateDnsNamespace ResourceInUse": ({ client, privateDns }) =>
    client.send(new sdk.UpdatePrivateDnsNamespaceCommand({ Id: privateDns, Namespace: change })),
  "UpdatePublicDnsNamespace ResourceInUse": ({ client, publicDns }) =>
    client.send(new sdk.UpdatePublicDnsNamespaceCommand({ Id: publicDns, Namespace: change })),
};

const pairs = modelledActions.flatMap((action) =>
  modelledErrors(action).map((error) => [action, error] as const),
);
const classes = new Map<string, unknown>(Object.entries(sdk));

describe("every modelled error is reached and caught by its class", () => {
  test("and the list of them is the model's", () => {
    const known = [...Object.keys(reaching), ...Object.keys(byFaultAlone)];
    expect(known.toSorted()).toEqual(pairs.map((pair) => pair.join(" ")).toSorted());
  });

  test.each(pairs)("%s: %s", async (action, error) => {
    const pair = `${action} ${error}`;
    const throttle = { name: "RequestLimitExceeded" };
    const lab = await createLab({
      ...(error === "ResourceLimitExceeded" && {
        limits: { namespaces: 3, servicesPerNamespace: 2, instancesPerService: 1 },
      }),
      ...(error === "RequestLimitExceeded" && { quotas: { [action]: { rate: 0.001, burst: 1, throttle } } }),
      ...(pair in byFaultAlone && {
        faults: [{ fault: "error", action, name: error, statusCode: 400, skip: skipped(action) }],
      }),
    });
    const reach = reaching[pair] ?? byFaultAlone[pair];
    const thrown: unknown = await reach?.(lab).catch((caught: unknown) => caught);
    expect(thrown).toBeInstanceOf(classes.get(error));
    expect(thrown).toMatchObject({
      $metadata: { httpStatusCode: 400 },
      message: expect.stringMatching(/.{10}\.?$/),
    });
  });
});

// The requests of this action that make the lab.
function skipped(action: string): number {
  return ["CreatePrivateDnsNamespace", "RegisterInstance"].includes(action) ? 1 : 0;
}

describe("the members of the errors", () => {
  test("name what stands in the way", async () => {
    const { client, http, web, webArn } = await createLab();
    const service: unknown = await client
      .send(new sdk.CreateServiceCommand({ Name: "web", NamespaceId: http }))
      .catch((error: unknown) => error);
    expect(service).toMatchObject({
      ServiceId: web,
      ServiceArn: webArn,
      CreatorRequestId: expect.any(String),
    });
    const tags: unknown = await client
      .send(new sdk.TagResourceCommand({ ResourceARN: webArn, Tags: manyTags }))
      .catch((error: unknown) => error);
    expect(tags).toMatchObject({ ResourceName: webArn });
  });

  test("an emulator without options starts", () => {
    expect(createEmulator().operations()).toEqual([]);
  });
});
