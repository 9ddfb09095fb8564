import { createRequire } from "node:module";
import * as newest from "@aws-sdk/client-servicediscovery";
import * as v485 from "client-servicediscovery-3.485";
import * as v848 from "client-servicediscovery-3.848";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createEmulator, type Emulator } from "../../../src/emulator/index.js";
import { OperationWaiter } from "../../../src/waiter/operation-waiter.js";
import { getNamespaceWith, sendWatched } from "../../../src/waiter/request/sdk-client.js";
import { commandFor, commandOfCopy, mixedCopiesError } from "../../../src/waiter/request/sdk-copies.js";
import { startOperation } from "../../../src/waiter/start-operation.js";
import { waitForOperation } from "../../../src/waiter/wait-for-operation.js";
import { isOldestSdk } from "../../support/sdk.js";

const copies = { "3.485": v485, "3.848": v848, newest } as const;
type Version = keyof typeof copies;
const versions = Object.keys(copies) as Version[];
const mixes = versions.flatMap((client) => versions.map((command) => [client, command] as const));
const config = { region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };

async function emulated(): Promise<{ emulator: Emulator; url: string }> {
  const emulator = createEmulator({ durations: { "*": 0.1 } });
  const server = await emulator.listen();
  onTestFinished(() => server.close());
  return { emulator, url: server.url };
}

/** For the rest of a test, there is no module cache, as in a browser. */
function withoutModules(): void {
  const missing = vi.spyOn(process, "getBuiltinModule").mockImplementation(() => {
    throw new Error("no modules here");
  });
  onTestFinished(() => missing.mockRestore());
}

const { signal: abortSignal } = new AbortController();

describe("copies of the SDK", () => {
  test.each(mixes)("a client of %s starts a command of %s, and waits for it", async (client, command) => {
    const { emulator, url } = await emulated();
    const sdk = new copies[client].ServiceDiscoveryClient({ ...config, endpoint: url });
    const create = new copies[command].CreateHttpNamespaceCommand({ Name: "x" });
    const started = await startOperation({ client: sdk, minDelay: 0.1 }, create);
    const { NAMESPACE } = await started.wait();
    expect(NAMESPACE).toBe(emulator.operations()[0]?.targets["NAMESPACE"]);
    expect(await waitForOperation({ client: sdk }, { OperationId: started.operationId })).toEqual({
      NAMESPACE,
    });
  });

  test.each(versions)("a subclass of the client of %s is of its copy", async (version) => {
    const { emulator, url } = await emulated();
    // The client that has a method for each action is a subclass as well.
    const sdk = new copies[version].ServiceDiscovery({ ...config, endpoint: url });
    const started = await startOperation(
      { client: sdk, minDelay: 0.1 },
      new copies[version].CreateHttpNamespaceCommand({ Name: "x" }),
    );
    expect(await started.outcome()).toMatchObject({ outcome: "succeeded" });
    expect(emulator.operations()).toHaveLength(1);
  });

  test("a command that the client's copy doesn't have fails at once, with both versions and the way out", async () => {
    const { emulator, url } = await emulated();
    const sdk = new v485.ServiceDiscoveryClient({ ...config, endpoint: url });
    // Newer than that copy.
    const command = new newest.UpdateServiceAttributesCommand({ ServiceId: "srv-1", Attributes: {} });
    // @ts-expect-error -- its output has no OperationId
    await expect(startOperation({ client: sdk }, command)).rejects.toMatchObject({
      code: "MIXED_SDK_COPIES",
      message: expect.stringMatching(
        /3\.485\.0, but UpdateServiceAttributesCommand is from another copy, 3\.1138\.0.*npm ls.*or pass getOperation: /,
      ),
    });
    expect(emulator.requestCount).toBe(0);
  });

  // The oldest client would run the package's own command, which is of its version then.
  test.skipIf(isOldestSdk)(
    "a client of a copy that can't be found, as in a bundle, fails at once and says so",
    async () => {
      const { emulator, url } = await emulated();
      const sdk = new v485.ServiceDiscoveryClient({ ...config, endpoint: url });
      class Bundled {
        readonly config = sdk.config;
        readonly middlewareStack = sdk.middlewareStack;
        send = sdk.send.bind(this);
      }
      const outcome = await new OperationWaiter({ client: new Bundled() }, "op-1").outcome();
      expect(outcome).toMatchObject({
        outcome: "invalid",
        code: "MIXED_SDK_COPIES",
        retries: { transient: 0 },
        cause: {
          message: expect.stringMatching(
            /of an unknown version, but GetOperationCommand is from another copy/,
          ),
        },
      });
      expect(emulator.requestCount).toBe(0);
    },
  );

  test("where there is no module cache, as in a browser, the client's own copy is this package's", async () => {
    const { url } = await emulated();
    withoutModules();
    const client = new newest.ServiceDiscoveryClient({ ...config, endpoint: url });
    const create = new newest.CreateHttpNamespaceCommand({ Name: "x" });
    const started = await startOperation({ client, minDelay: 0.1 }, create);
    expect(await started.outcome()).toMatchObject({ outcome: "succeeded" });
  });

  test("the error's cause is what the SDK threw", () => {
    const boom = new TypeError("boom");
    const client = new newest.ServiceDiscoveryClient(config);
    expect(mixedCopiesError(client, new v848.GetOperationCommand({ OperationId: "op-1" }), boom).cause).toBe(
      boom,
    );
  });

  test.each<[string, Error, object]>([
    ["its service answered", new TypeError("no"), { statusCode: 200 }],
    ["the connection broke", Object.assign(new Error("no"), { code: "ECONNRESET" }), {}],
  ])("a mix is not blamed where %s", async (_what, thrown, latest) => {
    const client = new v485.ServiceDiscoveryClient(config);
    Object.assign(client, { send: async () => await Promise.reject(thrown) });
    const command = new newest.UpdateServiceAttributesCommand({ ServiceId: "srv-1", Attributes: {} });
    const traffic = { isBegun: true, sent: 1, inDoubt: 0, latest };
    await expect(sendWatched(client, command, { abortSignal }, traffic)).rejects.toBe(thrown);
  });

  test.skipIf(isOldestSdk)(
    "a client of another copy that can't be found, where there is no module cache, is told as one",
    async () => {
      const { emulator, url } = await emulated();
      withoutModules();
      const client = new v485.ServiceDiscoveryClient({ ...config, endpoint: url });
      const outcome = await new OperationWaiter({ client }, "op-1").outcome();
      expect(outcome).toMatchObject({ outcome: "invalid", code: "MIXED_SDK_COPIES" });
      expect(emulator.requestCount).toBe(0);
    },
  );

  test("a namespace is read by a command of the client's own copy", async () => {
    for (const copy of [v485, v848, newest]) {
      const client = new copy.ServiceDiscoveryClient(config);
      const send = vi.fn();
      Object.assign(client, { send });
      await getNamespaceWith(client, "ns-1", { abortSignal });
      expect(send.mock.calls[0]?.[0]).toBeInstanceOf(copy.GetNamespaceCommand);
    }
  });
});

describe(commandOfCopy, () => {
  const client = new newest.ServiceDiscoveryClient(config);

  test("leaves a command of the client's own copy as it is, with what its caller has added to it", () => {
    const command = new newest.DeleteNamespaceCommand({ Id: "ns-1" });
    expect(commandOfCopy(client, command)).toBe(command);
  });

  test("leaves a command of a class of the caller's own as it is", () => {
    class DeleteNamespaceCommand extends v848.DeleteNamespaceCommand {}
    const command = new DeleteNamespaceCommand({ Id: "ns-1" });
    expect(commandOfCopy(client, command)).toBe(command);
  });

  test("leaves a command for what only sends as it is, and for a client of which no copy is found", () => {
    const command = new v848.DeleteNamespaceCommand({ Id: "ns-1" });
    expect(commandOfCopy({ send: async () => ({}) }, command)).toBe(command);
    const bundled = { send: async () => ({}), middlewareStack: client.middlewareStack };
    expect(commandOfCopy(bundled, command)).toBe(command);
  });
});

describe(commandFor, () => {
  test("is of the copy of a client whose class is the caller's own", () => {
    class Mine extends v485.ServiceDiscoveryClient {}
    const command = commandFor(new Mine(config), "GetOperationCommand", newest.GetOperationCommand);
    expect(command).toBe(v485.GetOperationCommand);
  });

  test("is found although another package, without a description, is built in the same way", () => {
    const cache: Record<string, unknown> = createRequire(import.meta.url).cache;
    const file = "/other/dist-cjs/index.js";
    cache[file] = { exports: {} };
    onTestFinished(() => void Reflect.deleteProperty(cache, file));
    const client = new v485.ServiceDiscoveryClient(config);
    expect(commandFor(client, "GetOperationCommand", newest.GetOperationCommand)).toBe(
      v485.GetOperationCommand,
    );
  });

  test("is of no module that isn't the SDK's main file, or hasn't been loaded to its end", () => {
    class Client {
      send = async (): Promise<unknown> => await Promise.resolve({});
    }
    const exports = { ServiceDiscoveryClient: Client, GetOperationCommand: v848.GetOperationCommand };
    const cache: Record<string, unknown> = createRequire(import.meta.url).cache;
    const modules = {
      "/app/aws.js": { exports },
      "/app/dist-cjs/index.json": { exports },
      "/half/dist-cjs/index.js": { exports: { ServiceDiscoveryClient: undefined } },
      "/gone/dist-cjs/index.js": undefined,
    };
    Object.assign(cache, modules);
    onTestFinished(() => {
      for (const file of Object.keys(modules)) Reflect.deleteProperty(cache, file);
    });
    expect(commandFor(new Client(), "GetOperationCommand", newest.GetOperationCommand)).toBe(
      newest.GetOperationCommand,
    );
  });
});
