import {
  CreateHttpNamespaceCommand,
  DeleteNamespaceCommand,
  DeregisterInstanceCommand,
  RegisterInstanceCommand,
  UpdateHttpNamespaceCommand,
} from "@aws-sdk/client-servicediscovery";
import { beforeAll, describe, expect, test } from "vitest";
import { recordOf } from "../../src/core/json.js";
import { resolveConfig } from "../../src/waiter/config.js";
import type { SdkCommand } from "../../src/waiter/request/sdk-types.js";
import { Start, type StartConfig } from "../../src/waiter/start.js";
import { startOperation } from "../../src/waiter/start-operation.js";
import { useVirtualTime } from "../support/virtual-time.js";
import { type Reply, scriptedClient } from "./scripted-client.js";

const time = useVirtualTime();

const create = new CreateHttpNamespaceCommand({ Name: "x", CreatorRequestId: "mine" });
const remove = new DeleteNamespaceCommand({ Id: "ns-1" });
const instance = { ServiceId: "srv-1", InstanceId: "i-1" };
const register = new RegisterInstanceCommand({ ...instance, Attributes: {} });
const deregister = new DeregisterInstanceCommand(instance);
const update = new UpdateHttpNamespaceCommand({ Id: "ns-1", Namespace: { Description: "d" } });

// The SDK loads some of itself with its first request, which takes no virtual time.
beforeAll(async () => {
  await scriptedClient(() => ({})).send(create);
});

/** What a start rejects with. */
async function failureOf(
  command: SdkCommand,
  reply: Parameters<typeof scriptedClient>[0],
  more: Omit<StartConfig, "client"> = {},
): Promise<Record<string, unknown>> {
  const config = { client: scriptedClient(reply), ...more };
  const starting = new Start(config, resolveConfig(config, "onDuplicateRequest"), command).run();
  return recordOf(await time.until(starting.then(() => undefined).catch((error: unknown) => error)));
}

/** The connection breaks once, and then the command is refused. */
function refusedAfterReset(refusal: Reply): Parameters<typeof scriptedClient>[0] {
  return (_action, _body, count) => (count === 1 ? "ECONNRESET" : refusal);
}

describe("a refusal after an attempt that got no answer", () => {
  const exists = { __type: "NamespaceAlreadyExists", CreatorRequestId: "mine", NamespaceId: "ns-1" };

  test.each<[string, SdkCommand, object]>([
    ["a creation by its own token", create, exists],
    ["a deletion of what is gone", remove, { __type: "NamespaceNotFound" }],
    ["a deregistration of what is gone", deregister, { __type: "InstanceNotFound" }],
  ])("is the echo of its success: %s", async (_what, command, refusal) => {
    const error = await failureOf(command, refusedAfterReset(refusal));
    expect(error).toMatchObject({ name: "OperationStartError", code: "PROBABLY_CARRIED_OUT" });
    expect(error["cause"]).toMatchObject({ name: recordOf(refusal)["__type"] });
  });

  test.each<[string, SdkCommand, object]>([
    ["a creation by another's token", create, { ...exists, CreatorRequestId: "theirs" }],
    ["a creation for want of a right", create, { __type: "InvalidInput" }],
    ["a deletion of what is in use", remove, { __type: "ResourceInUse" }],
    ["a deregistration from what isn't there", deregister, { __type: "ServiceNotFound" }],
    ["a registration", register, { __type: "InstanceNotFound" }],
    ["an update of what isn't there", update, { __type: "NamespaceNotFound" }],
  ])("is a refusal: %s", async (_what, command, refusal) => {
    const error = await failureOf(command, refusedAfterReset(refusal));
    expect(error["name"]).toBe(recordOf(refusal)["__type"]);
  });

  test.each([
    ["ns-1", " The namespace is ns-1."],
    [undefined, ""],
  ])("says what was made, if that is known: %j", async (NamespaceId, made) => {
    const error = await failureOf(create, refusedAfterReset({ ...exists, NamespaceId }));
    expect(error["message"]).toBe(
      "CreateHttpNamespace was probably carried out: an earlier attempt got no answer, and now Cloud Map says " +
        `NamespaceAlreadyExists.${made} There is no operation id to wait for. Check the resource itself.`,
    );
  });
});

describe("a command whose retries are used up", () => {
  const once = { transientRetries: 0, requestTimeout: 1 } as const;
  const lost = { name: "OperationStartError", code: "NO_ANSWER" };

  test.each<[string, Reply]>([
    ["the connection broke", "ECONNRESET"],
    ["Cloud Map was silent", "hang"],
    ["a server failed", { __type: "InternalFailure", __status: 500 }],
    ["a gateway sent its own page", { page: "<html>", status: 502 }],
    ["an answer was cut short", { page: '{"OperationId":"op', status: 200 }],
    ["a proxy refused, before or after", { page: "<html>", status: 403 }],
    ["a proxy sent elsewhere", { page: "", status: 302 }],
  ])("may have been carried out: %s", async (_what, reply) => {
    expect(await failureOf(create, () => reply, once)).toMatchObject(lost);
  });

  test.each<[string, Reply, object]>([
    ["nobody listened", "ECONNREFUSED", { code: "ECONNREFUSED" }],
    [
      "no connection was made in time",
      Object.assign(new Error("connect ETIMEDOUT 192.0.2.1:443"), { code: "ETIMEDOUT", syscall: "connect" }),
      { code: "ETIMEDOUT" },
    ],
    [
      "the peer speaks no TLS",
      Object.assign(new Error("write EPROTO 80:error:0A00010B:SSL routines::wrong version number"), {
        code: "EPROTO",
      }),
      { code: "EPROTO" },
    ],
    ["it is not allowed", { __type: "AccessDeniedException" }, { name: "AccessDeniedException" }],
    ["it was refused", { __type: "ResourceLimitExceeded" }, { name: "ResourceLimitExceeded" }],
  ])("has been refused, or has not arrived: %s", async (_what, reply, error) => {
    expect(await failureOf(create, () => reply, once)).toMatchObject(error);
  });

  test.each<[string, Reply]>([
    ["nobody listens any more", "ECONNREFUSED"],
    ["the credentials have expired since", { __type: "ExpiredTokenException" }],
    ["the permission is gone", { __type: "AccessDeniedException" }],
  ])("may have been carried out by an attempt before: %s", async (_what, reply) => {
    const error = await failureOf(create, refusedAfterReset(reply), { transientRetries: 1 });
    expect(error).toMatchObject(lost);
  });

  test("says what happened, what to do, and the last error", async () => {
    const error = await failureOf(create, () => "ECONNRESET", once);
    expect(error["message"]).toBe(
      "CreateHttpNamespace may or may not have been carried out: an attempt got no answer that can be read. " +
        "Check the resource itself, or call the action again with the same request id. " +
        "The last error was Error ECONNRESET: socket hang up.",
    );
    expect(error["cause"]).toMatchObject({ code: "ECONNRESET" });
  });

  test("may have been carried out when an error of the caller's own code took the place of the answer", async () => {
    const client = scriptedClient(() => ({ OperationId: "op-1" }));
    const mistake = new RangeError("a mistake");
    client.middlewareStack.add(
      (next) => async (request) => {
        await next(request);
        throw mistake;
      },
      { step: "initialize", name: "mistake" },
    );
    const starting = startOperation({ client }, create);
    await expect(time.until(starting)).rejects.toMatchObject({ ...lost, cause: mistake });
  });

  test("may have been carried out, also if the time is up first", async () => {
    const page = { page: "{", status: 200 };
    expect(await failureOf(create, () => page, { maxWaitTime: 2 })).toMatchObject(lost);
  });
});

describe("a command without an answer in time", () => {
  test("is told as one that may have been carried out", async () => {
    const error = await failureOf(create, () => "hang", { maxWaitTime: 5, requestTimeout: 60 });
    expect(error).toMatchObject({ name: "OperationStartError", code: "NO_ANSWER" });
    expect(error["message"]).toBe(
      "CreateHttpNamespace got no answer within maxWaitTime, so it may or may not have been carried out. " +
        "Check the resource itself, or call the action again with the same request id.",
    );
    expect(Object.hasOwn(error, "cause")).toBe(false);
  });

  test("has been refused if all that came were refusals", async () => {
    const error = await failureOf(create, () => ({ __type: "ThrottlingException" }), { maxWaitTime: 5 });
    expect(error["name"]).toBe("ThrottlingException");
  });

  test("may have been carried out if there was an attempt without an answer before", async () => {
    const error = await failureOf(create, refusedAfterReset({ __type: "ThrottlingException" }), {
      maxWaitTime: 5,
    });
    expect(error).toMatchObject({ code: "NO_ANSWER", cause: { name: "ThrottlingException" } });
  });
});

describe("a command in progress", () => {
  test("is cut off on the wire when its caller's signal aborts, or its time is up", async () => {
    const cutOff: string[] = [];
    const client = scriptedClient(
      () => "hang",
      (action) => cutOff.push(action),
    );
    const stop = new AbortController();
    const starting = startOperation({ client, abortSignal: stop.signal }, create);
    await time.pass(100);
    expect(cutOff).toEqual([]);
    stop.abort("enough");
    await expect(starting).rejects.toBe("enough");
    expect(cutOff).toEqual(["CreateHttpNamespace"]);
    const outOfTime = startOperation({ client, maxWaitTime: 5, requestTimeout: 60 }, remove);
    await expect(time.until(outOfTime)).rejects.toMatchObject({ code: "NO_ANSWER" });
    // For the final attempt, and at the end.
    expect(cutOff.slice(1)).toEqual(["DeleteNamespace", "DeleteNamespace"]);
  });
});

describe("an attempt that is to be followed by another", () => {
  test.each<[Reply, string]>([
    [{ __type: "ThrottlingException" }, 'reason="throttled" errorName="ThrottlingException"'],
    ["ECONNRESET", 'reason="transient" errorName="Error"'],
  ])("is logged as a warning, without what was sent: %j", async (reply, facts) => {
    const lines: string[] = [];
    const warn = (line: unknown): number => lines.push(String(line));
    const client = scriptedClient((_action, _body, count) => (count === 1 ? reply : { OperationId: "op-1" }));
    const config = { client, jitter: 0, logger: { ...console, warn } };
    await time.until(startOperation(config, create));
    expect(lines).toEqual([`cloudmap-waiter: type="start" ${facts} delayMs=500`]);
  });
});

describe("an operation that was started", () => {
  test("is not polled at once, as it has only just begun", async () => {
    let polledAt: number | undefined;
    const client = scriptedClient((action) => {
      if (action !== "GetOperation") return { OperationId: "op-1" };
      polledAt ??= performance.now();
      return { Operation: { Status: "SUCCESS" } };
    });
    const started = await time.until(startOperation({ client, minDelay: 0.7 }, create));
    const from = performance.now();
    await time.until(started.wait());
    expect(polledAt).toBe(from + 700);
  });

  test("has the id that Cloud Map gave, up to the length that it takes", async () => {
    const OperationId = "x".repeat(255);
    const client = scriptedClient(() => ({ OperationId }));
    const started = await time.until(startOperation({ client }, create));
    expect(started.operationId).toBe(OperationId);
    // Nothing is left of the start.
    expect(time.timers).toBe(0);
    const error = await failureOf(create, () => ({}));
    expect(error["message"]).toBe(
      "CreateHttpNamespace was carried out, but its answer has no OperationId, so there is no operation to wait for. " +
        "List the namespaces, services or instances to see what it did.",
    );
  });

  test("is of the account that an ARN names, and of no other text that has one in it", async () => {
    const arn = "arn:aws:servicediscovery:us-east-1:111122223333:namespace/ns-1";
    for (const [Id, account] of [
      [arn, "111122223333"],
      [`x${arn}`, undefined],
    ] as const) {
      const client = scriptedClient(() => ({ OperationId: "op-1" }));
      const command = new DeleteNamespaceCommand({ Id });
      expect((await time.until(startOperation({ client }, command))).ownerAccount).toBe(account);
    }
  });
});

describe("another operation that is in the way", () => {
  const duplicate = { __type: "DuplicateRequest", DuplicateOperationId: "op-2" };

  test.each<[string, object]>([
    ["succeeded", { Operation: { Id: "op-2", Status: "SUCCESS" } }],
    ["failed", { Operation: { Id: "op-2", Status: "FAIL" } }],
    ["is not known any more", { __type: "OperationNotFound" }],
  ])("has ended when it %s: the command is sent again", async (_what, answer) => {
    let sent = 0;
    const client = scriptedClient((action) => {
      if (action === "GetOperation") return answer;
      return ++sent === 1 ? duplicate : { OperationId: "op-3" };
    });
    const config = { client, onDuplicateRequest: "resend", notFoundGrace: 0 } as const;
    expect((await time.until(startOperation(config, register))).operationId).toBe("op-3");
  });

  test("is waited for in the time that is left, and told by its type if that is known", async () => {
    for (const [answer, type] of [
      [{ Operation: { Id: "op-2", Status: "PENDING", Type: "DEREGISTER_INSTANCE" } }, "DEREGISTER_INSTANCE"],
      [{}, "unknown type"],
    ] as const) {
      const from = performance.now();
      const error = await failureOf(
        register,
        (action, _body, count) => {
          if (action === "GetOperation") return answer;
          return count < 4 ? { __type: "ThrottlingException" } : duplicate;
        },
        { maxWaitTime: 20, onDuplicateRequest: "resend" },
      );
      expect(performance.now() - from).toBeLessThanOrEqual(20_000);
      expect(error).toMatchObject({ code: "OTHER_OPERATION_PENDING", operationId: "op-2" });
      expect(error["message"]).toBe(
        `RegisterInstance was not carried out: another operation on the same resource, op-2 (${type}), ` +
          "was still in progress when the wait for it ended (timed-out). Wait for it, then call the action again.",
      );
    }
  });
});

describe("another operation that may be the command's own", () => {
  const duplicate = { __type: "DuplicateRequest", DuplicateOperationId: "op-2" };
  const running = { Operation: { Id: "op-2", Status: "PENDING", Type: "REGISTER_INSTANCE" } };

  test.each<[string, object, Omit<StartConfig, "client">]>([
    ["it was not to be waited for", running, { onDuplicateRequest: "reject" }],
    ["it could not be read", { __type: "AccessDeniedException" }, {}],
    ["it outlasted the time", running, {}],
  ])("is not told as one that kept the command from being carried out: %s", async (_what, answer, more) => {
    const lostOnce: Parameters<typeof scriptedClient>[0] = (action, _body, count) => {
      if (action === "GetOperation") return answer;
      return count === 1 ? "ECONNRESET" : duplicate;
    };
    const error = await failureOf(register, lostOnce, { maxWaitTime: 20, ...more });
    expect(error).toMatchObject({
      code: "NO_ANSWER",
      operationId: "op-2",
      cause: { name: "DuplicateRequest" },
    });
    expect(error["message"]).toMatch(/^RegisterInstance may or may not have been carried out: /);
  });
});

describe("another operation that does the same", () => {
  const duplicate = { __type: "DuplicateRequest", DuplicateOperationId: "op-2" };

  test("is adopted after the first answer that shows it, whatever its status", async () => {
    let polls = 0;
    const client = scriptedClient((action) => {
      if (action !== "GetOperation") return duplicate;
      polls++;
      return { Operation: { Id: "op-2", Type: "REGISTER_INSTANCE", Status: "NEW_STATUS" } };
    });
    const error = await time.until(startOperation({ client, maxWaitTime: 20 }, deregister).catch(recordOf));
    expect(error).toMatchObject({ code: "OTHER_OPERATION_PENDING" });
    expect(polls).toBeGreaterThan(1);
    polls = 0;
    const create = { Operation: { Id: "op-2", Type: "DEREGISTER_INSTANCE", Status: "NEW_STATUS" } };
    const other = scriptedClient((action) => {
      if (action !== "GetOperation") return duplicate;
      polls++;
      return create;
    });
    const started = await time.until(startOperation({ client: other, maxWaitTime: 20 }, deregister));
    expect([started.operationId, started.adopted, polls]).toEqual(["op-2", true, 1]);
  });

  test("is polled once more just before the time of its command is up", async () => {
    const from = performance.now();
    const throttle = { __type: "ThrottlingException" };
    const client = scriptedClient((action, _body, count) => {
      if (action === "GetOperation")
        return {
          Operation: { Id: "op-2", Status: performance.now() - from < 18_990 ? "PENDING" : "SUCCESS" },
        };
      if (count < 4) return throttle;
      return performance.now() - from < 18_990 ? duplicate : { OperationId: "op-3" };
    });
    const config = {
      client,
      onDuplicateRequest: "resend",
      maxWaitTime: 20,
      minDelay: 14,
      maxDelay: 14,
      jitter: 0,
    } as const;
    expect((await time.until(startOperation(config, register))).operationId).toBe("op-3");
  });
});

describe("what cannot be started", () => {
  test("is refused with the rule that it breaks", async () => {
    const client = scriptedClient(() => ({}));
    const config = { client, onDuplicateRequest: "retry" } as const;
    // @ts-expect-error -- not one of the three
    await expect(startOperation(config, create)).rejects.toThrow(
      'onDuplicateRequest must be "adopt", "reject" or "resend"; got "retry"',
    );
    const poller = { getOperation: async () => await client.send(create) };
    // @ts-expect-error -- it polls, and can't send a command
    await expect(startOperation(poller, create)).rejects.toThrow(
      "client must be a ServiceDiscoveryClient, which sends the command; got undefined",
    );
    // @ts-expect-error -- not a command
    await expect(startOperation({ client }, { input: {} })).rejects.toThrow(
      "command must be a command of the SDK, such as new CreateHttpNamespaceCommand(…)",
    );
  });
});
