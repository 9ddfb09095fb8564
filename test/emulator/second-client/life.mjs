// One whole life in Cloud Map with the AWS SDK for JavaScript of the folder argv[3], against the emulator at argv[2].
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const [, , endpoint, folder] = process.argv;
const sdk = createRequire(join(folder, "package.json"))("@aws-sdk/client-servicediscovery");
const client = new sdk.ServiceDiscoveryClient({
  region: "ap-northeast-1",
  endpoint,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
  // DiscoverInstances goes to the host "data-…" otherwise, which no loopback address has.
  disableHostPrefix: true,
});
const send = (name, input) => client.send(new sdk[`${name}Command`](input));

async function finished({ OperationId }) {
  for (let attempt = 0; attempt < 500; attempt++) {
    const { Operation } = await send("GetOperation", { OperationId });
    if (Operation.Status === "SUCCESS") {
      assert.ok(Operation.CreateDate <= Operation.UpdateDate);
      return Operation.Targets;
    }
    assert.match(Operation.Status, /^(SUBMITTED|PENDING)$/);
    await sleep(10);
  }
  throw new Error(`The operation ${OperationId} does not end.`);
}

/** Sends the same request twice, with one token, and checks that it did its work once. */
async function twice(name, input, id) {
  const first = await send(name, input);
  assert.equal(id(await send(name, input)), id(first), `${name} sent twice`);
  return first;
}

const byOperation = ({ OperationId }) => OperationId;
const created = await twice("CreateHttpNamespace", { Name: "js", CreatorRequestId: "n" }, byOperation);
const { NAMESPACE: NamespaceId } = await finished(created);
const service = { Name: "web", NamespaceId, CreatorRequestId: "s" };
const { Service } = await twice("CreateService", service, (answer) => answer.Service.Id);
const { Id: ServiceId } = Service;
const Attributes = { AWS_INSTANCE_IPV4: "192.0.2.1", zone: "a" };
const registration = { ServiceId, InstanceId: "i-1", Attributes, CreatorRequestId: "i" };
await finished(await twice("RegisterInstance", registration, byOperation));
const found = await send("DiscoverInstances", { NamespaceName: "js", ServiceName: "web" });
assert.deepEqual(found.Instances[0].Attributes, Attributes);
await assert.rejects(send("DeleteService", { Id: ServiceId }), { name: "ResourceInUse" });
await assert.rejects(send("CreateHttpNamespace", { Name: "js" }), {
  name: "NamespaceAlreadyExists",
  NamespaceId,
});
await finished(await send("DeregisterInstance", { ServiceId, InstanceId: "i-1" }));
await send("DeleteService", { Id: ServiceId });
await finished(await send("DeleteNamespace", { Id: NamespaceId }));
await assert.rejects(send("GetNamespace", { Id: NamespaceId }), { name: "NamespaceNotFound" });
client.destroy();
console.log(`the end of ${NamespaceId}`);
