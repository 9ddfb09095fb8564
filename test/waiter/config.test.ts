import { afterEach, describe, expect, test, vi } from "vitest";
import type { OperationInput } from "../../src/core/operation.js";
import { OptionError } from "../../src/core/options.js";
import { checkOperation, resolveConfig, type WaitConfig } from "../../src/waiter/config.js";
import { OperationFleet } from "../../src/waiter/operation-fleet.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { startOperation } from "../../src/waiter/start-operation.js";
import { waitForOperation } from "../../src/waiter/wait-for-operation.js";
import { waitForOperations } from "../../src/waiter/wait-for-operations.js";
import { answers } from "./support.js";

const { getOperation, polls } = answers("SUCCESS");
const client = { send: async () => ({}) };

/** A configuration as JavaScript may pass it. */
function configWith(more: object): WaitConfig {
  return { getOperation, ...more };
}

test("a wait holds the process unless it is told not to", () => {
  expect(resolveConfig(configWith({})).unref).toBe(false);
  expect(resolveConfig(configWith({ unref: true })).unref).toBe(true);
});

test("the client itself is not a config", () => {
  expect(() => resolveConfig({ middlewareStack: {}, send() {} } as unknown as WaitConfig)).toThrow(
    "config must be an object such as { client }, not the client itself; got an object",
  );
});

describe("options that there are not", () => {
  test.each([
    [
      { abortController: new AbortController() },
      "abortController must be left out: there is no such option: pass abortSignal: controller.signal; got an object",
    ],
    [
      { signal: undefined },
      "signal must be left out: there is no such option: pass it as abortSignal; got undefined",
    ],
    [
      { timeout: 5 },
      "timeout must be left out: there is no such option: the time to wait is maxWaitTime, in seconds; got 5",
    ],
    [
      { timeoutMs: 5 },
      "timeoutMs must be left out: there is no such option: the time to wait is maxWaitTime, in seconds; got 5",
    ],
    [
      { delay: 5 },
      "delay must be left out: there is no such option: the delays are minDelay and maxDelay, in seconds; got 5",
    ],
    [
      { interval: 5 },
      "interval must be left out: there is no such option: the delays are minDelay and maxDelay, in seconds; got 5",
    ],
    [
      { maxAttempts: 5 },
      "maxAttempts must be left out: there is no such option: a wait is limited by maxWaitTime, in seconds; got 5",
    ],
    [
      { retries: 5 },
      "retries must be left out: there is no such option: failures on the way are limited by transientRetries; got 5",
    ],
    [{ maxWaitime: 5 }, "maxWaitime must be left out: there is no such option; got 5"],
    // It is derived from the others.
    [{ knownMinDelay: 5 }, "knownMinDelay must be left out: there is no such option; got 5"],
    [{ toString: 5 }, "toString must be left out: there is no such option; got 5"],
    [{ "\u001B[2J": 5 }, /^\\u\{1b\}\[2J must be left out/],
  ])("are refused by name, with a hint where people bring them from elsewhere: %j", (more, message) => {
    expect(() => resolveConfig(configWith(more))).toThrow(message);
    expect(() => resolveConfig(configWith(more))).toThrow(OptionError);
  });

  test("are refused by everything that takes a configuration, and nothing is sent", async () => {
    const config = configWith({ timeout: 5 });
    await expect(waitForOperation(config, "op-1")).rejects.toThrow(OptionError);
    await expect(waitForOperations(config, ["op-1"])).rejects.toThrow(OptionError);
    expect(() => new OperationWaiter(config, "op-1")).toThrow(OptionError);
    expect(() => new OperationFleet(config)).toThrow(OptionError);
    const command = { input: {}, middlewareStack: { add() {} } };
    // As from JavaScript: its types refuse it already.
    const start = startOperation({ client, timeout: 5 } as never, command as never);
    await expect(start).rejects.toThrow(OptionError);
    expect(polls).toEqual([]);
  });

  test("include getOperation in place of the client that is to send a command", async () => {
    const command = { input: {}, middlewareStack: { add() {} } };
    await expect(startOperation({ getOperation: vi.fn() } as never, command as never)).rejects.toThrow(
      "client must be given: it sends the command, and getOperation can't; got undefined",
    );
  });

  test.each([
    ["failFast", () => new OperationWaiter(configWith({ failFast: true }), "op-1")],
    ["onDuplicateRequest", () => new OperationFleet(configWith({ onDuplicateRequest: "adopt" }))],
  ])("include %s where it means nothing", (option, make) => {
    expect(make).toThrow(`${option} must be left out: there is no such option`);
  });
});

describe("durations that are probably milliseconds", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test.each(["minDelay", "maxDelay", "requestTimeout", "notFoundGrace"])(
    "%s is refused over an hour, and not for an hour",
    (option) => {
      // The other delay makes room.
      const room = { maxDelay: 3600, [option]: 3600 };
      expect(() => resolveConfig(configWith(room))).not.toThrow();
      expect(() => resolveConfig(configWith({ ...room, [option]: 3601 }))).toThrow(
        `${option} must be at most 3600: it is in seconds, not milliseconds; got 3601`,
      );
    },
  );

  test("maxWaitTime warns over a day, once, and waits all the same", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    // The warning is given once in a process: the module starts anew.
    vi.resetModules();
    const fresh = await import("../../src/waiter/config.js");
    fresh.resolveConfig(configWith({ maxWaitTime: 86_400 }));
    expect(warn).not.toHaveBeenCalled();
    const { policy } = fresh.resolveConfig(configWith({ maxWaitTime: 300_000 }));
    fresh.resolveConfig(configWith({ maxWaitTime: 600_000 }));
    expect(policy.maxWaitTime).toBe(300_000);
    expect(warn.mock.calls).toEqual([
      [
        "maxWaitTime is 300000 seconds, more than a day: it is in seconds, not in milliseconds",
        { code: "CLOUDMAP_WAITER_LONG_WAIT" },
      ],
    ]);
  });
});

describe("options with an interface", () => {
  test.each([
    [
      { abortSignal: new AbortController() },
      "abortSignal must be an AbortSignal (not its controller); got an object",
    ],
    [{ pacer: { rate: 4 } }, "pacer must be a Pacer; got an object"],
    [
      { logger: { debug() {}, info() {} } },
      "logger must be an object with debug, info and warn; got an object",
    ],
    [{ unref: "false" }, 'unref must be true or false; got "false"'],
    [{ getOperation: "GetOperation" }, 'getOperation must be a function; got "GetOperation"'],
    [{ client }, 'client must be given, or else getOperation, not both; got "both"'],
    [{ getOperation: undefined }, "client must be given, or else getOperation, not both; got undefined"],
    [{ getOperation: undefined, client: {} }, "client must be a ServiceDiscoveryClient; got an object"],
  ])("are refused where they lack it: %#", (more, message) => {
    expect(() => resolveConfig(configWith(more))).toThrow(message);
  });

  test.each([undefined, null, "eu-west-1", 5])(
    "a configuration that is none, %j, is refused by name",
    (config) => {
      expect(() => resolveConfig(config as unknown as WaitConfig)).toThrow(
        /^config must be an object with a client; got /,
      );
    },
  );
});

describe(checkOperation, () => {
  test.each([
    ["op-1", { OperationId: "op-1" }],
    [{ OperationId: "op-1" }, { OperationId: "op-1" }],
    [{ OperationId: "op-1", OwnerAccount: undefined }, { OperationId: "op-1" }],
    [
      { OperationId: "op-1", OwnerAccount: "123456789012" },
      { OperationId: "op-1", OwnerAccount: "123456789012" },
    ],
    // What the SDK's answers carry beside the id.
    [{ OperationId: "op-1", $metadata: { httpStatusCode: 200 } }, { OperationId: "op-1" }],
  ])("reads %j", (operation, reference) => {
    expect(checkOperation(operation)).toEqual(reference);
  });

  test.each([
    ["", 'OperationId must be a text of 1 to 255 characters; got ""'],
    ["x".repeat(256), "OperationId must be a text of 1 to 255 characters; got"],
    [{}, "OperationId must be a text of 1 to 255 characters; got undefined"],
    [{ OperationId: undefined }, "OperationId must be a text of 1 to 255 characters; got undefined"],
    [
      { OperationId: "op-1", OwnerAccount: "12345" },
      'OwnerAccount must be an account id of 12 digits; got "12345"',
    ],
    [
      { OperationId: "op-1", OwnerAccount: 123_456_789_012 },
      "OwnerAccount must be an account id of 12 digits; got 123456789012",
    ],
    [{ OperationId: "op-1", OwnerAccount: "1234567890123" }, "OwnerAccount must be an account id of 12"],
    [{ OperationId: "op-1", OwnerAccount: "x123456789012" }, "OwnerAccount must be an account id of 12"],
  ])("refuses %j", (operation, message) => {
    expect(() => checkOperation(operation as OperationInput)).toThrow(message);
  });
});
