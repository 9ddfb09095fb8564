import {
  CreateHttpNamespaceCommand,
  DeleteNamespaceCommand,
  UpdateHttpNamespaceCommand,
} from "@aws-sdk/client-servicediscovery";
import { beforeAll, describe, expect, test } from "vitest";
import { resolvePolicy } from "../../../src/core/options.js";
import { Pacer } from "../../../src/waiter/rate/pacer.js";
import { CommandSender } from "../../../src/waiter/request/command-sender.js";
import type { SdkClient, SdkCommand } from "../../../src/waiter/request/sdk-types.js";
import { useVirtualTime } from "../../support/virtual-time.js";
import { type Reply, scriptedClient } from "../scripted-client.js";

const time = useVirtualTime();
const create = new CreateHttpNamespaceCommand({ Name: "x" });

// The SDK loads some of itself with its first request, which takes no virtual time.
beforeAll(async () => {
  await scriptedClient(() => ({})).send(create);
});

/** A sender, whose requests are answered in turn, the last answer again and again; and when each request came. */
function senderOf(
  command: SdkCommand,
  replies: readonly Reply[],
  policy: Parameters<typeof resolvePolicy>[0] = {},
): { sender: CommandSender; at: number[] } {
  const at: number[] = [];
  const from = performance.now();
  const client = scriptedClient((_action, _body, count) => {
    at.push(Math.round(performance.now() - from));
    return replies[Math.min(count, replies.length) - 1] ?? {};
  });
  const options = { policy: resolvePolicy(policy), pacer: new Pacer(), unref: false, onRetry() {} };
  return { sender: new CommandSender(client, command, options), at };
}

const { signal } = new AbortController();

describe(CommandSender, () => {
  test("is named after its command, whatever a bundler calls that", async () => {
    const Minified = class extends CreateHttpNamespaceCommand {};
    Object.defineProperty(Minified, "name", { value: "e" });
    const { sender } = senderOf(new Minified({ Name: "x" }), [{}]);
    expect(sender.name).toBe("e");
    await time.until(sender.send(signal));
    expect(sender.name).toBe("CreateHttpNamespace");
    class RunCommandsCommand extends DeleteNamespaceCommand {}
    expect(senderOf(new RunCommandsCommand({ Id: "ns-1" }), []).sender.name).toBe("RunCommands");
  });

  test("has the caller's token, or one of its own", () => {
    const own = { Name: "x", CreatorRequestId: "mine" };
    expect(senderOf(new CreateHttpNamespaceCommand(own), []).sender.token).toBe("mine");
    const update = { Id: "ns-1", Namespace: { Description: "d" }, UpdaterRequestId: "my update" };
    expect(senderOf(new UpdateHttpNamespaceCommand(update), []).sender.token).toBe("my update");
    const made = [1, 2].map(() => senderOf(create, []).sender.token);
    expect(new Set(made).size).toBe(2);
    expect(made[0]).toMatch(/^[\da-f-]{36}$/);
  });

  test.each<[what: string, reply: Reply, mayHaveArrived: boolean]>([
    ["a refusal", { __type: "InvalidInput" }, false],
    ["the last of refusals", { __type: "InvalidInput", __status: 499 }, false],
    ["a connection that was never made", "ECONNREFUSED", false],
    ["a connection that broke", "ECONNRESET", true],
    ["a server error", { __type: "InternalFailure", __status: 500 }, true],
    ["another server error", { __type: "ServiceUnavailable", __status: 503 }, true],
    ["silence", "hang", true],
  ])("knows that its command may have arrived, by %s: %j", async (_what, reply, mayHaveArrived) => {
    const { sender } = senderOf(create, [reply], { transientRetries: 0, requestTimeout: 1 });
    await time.until(sender.send(signal));
    expect(sender.mayHaveArrived).toBe(mayHaveArrived);
  });

  test("sends once more shortly before its time is up, and again after that, if nobody ends it", async () => {
    const policy = { maxWaitTime: 10, requestTimeout: 60, transientRetries: 0, jitter: 0 };
    const { sender, at } = senderOf(create, ["hang"], policy);
    await time.until(sender.send(signal));
    expect(at).toEqual([0, 9000, 10_100]);
  });

  test("remembers the latest answer, not that it was cut off", async () => {
    const { sender } = senderOf(create, [{ __type: "ThrottlingException" }, "hang"]);
    const stop = new AbortController();
    const sending = sender.send(stop.signal);
    sending.catch(() => {});
    await time.pass(5000);
    expect(sender.lastError).toMatchObject({ name: "ThrottlingException" });
    stop.abort("enough");
    await expect(time.until(sending)).rejects.toBe("enough");
    expect(sender.lastError).toMatchObject({ name: "ThrottlingException" });
  });

  test("remembers that one of many attempts may have arrived, whatever came after it", async () => {
    const refused = { __type: "ThrottlingException" };
    const { sender } = senderOf(create, [refused, "ECONNRESET", refused, refused, { OperationId: "op-1" }]);
    await time.until(sender.send(signal));
    expect(sender.mayHaveArrived).toBe(true);
    const { sender: other } = senderOf(create, [refused, refused, { OperationId: "op-1" }]);
    await time.until(other.send(signal));
    expect(other.mayHaveArrived).toBe(false);
  });

  test("remembers the latest answer, and no error by which a client respects that it was cut off", async () => {
    const throttle = Object.assign(new Error("no"), { name: "ThrottlingException" });
    let sends = 0;
    const client: SdkClient = {
      send: async (_command, { abortSignal } = {}) => {
        if (++sends === 1) throw throttle;
        return await new Promise((_resolve, reject) => {
          abortSignal?.addEventListener("abort", () => reject(new Error("aborted")));
        });
      },
    };
    const policy = resolvePolicy({ requestTimeout: 1, transientRetries: 0 });
    const sender = new CommandSender(client, create, {
      policy,
      pacer: new Pacer(),
      unref: false,
      onRetry() {},
    });
    const { failure } = await time.until(sender.send(signal));
    expect(failure?.error.name).toBe("TimeoutError");
    expect(sender.lastError).toBe(throttle);
  });

  test("knows that its command has not arrived while a client is still at what comes before sending", async () => {
    const client: SdkClient = { send: async () => await new Promise<never>(() => {}) };
    const options = { policy: resolvePolicy({}), pacer: new Pacer(), unref: false, onRetry() {} };
    const sender = new CommandSender(client, create, options);
    const stop = new AbortController();
    const sending = sender.send(stop.signal);
    await time.pass(100);
    stop.abort("enough");
    await expect(sending).rejects.toBe("enough");
    expect(sender.mayHaveArrived).toBe(false);
  });
});
