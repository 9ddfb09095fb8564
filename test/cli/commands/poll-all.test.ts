import { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { describe, expect, onTestFinished, test } from "vitest";
import { delaysOf, isAbort, pollAll } from "../../../src/cli/commands/poll-all.js";
import { parseCommandLine } from "../../../src/cli/input/command-line.js";
import { Lifetime } from "../../../src/cli/lifetime.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";
import { fakeSignals } from "../fake-signals.js";

describe(delaysOf, () => {
  test.each([
    [{}, {}],
    [{ interval: 5 }, { minDelay: 5 }],
    [{ interval: 10 }, { minDelay: 10 }],
    [{ interval: 11 }, { minDelay: 11, maxDelay: 11 }],
    [{ maxInterval: 30 }, { maxDelay: 30 }],
    [{ maxInterval: 1 }, { maxDelay: 1 }],
    [{ maxInterval: 0.9 }, { minDelay: 0.9, maxDelay: 0.9 }],
    [
      { interval: 0.2, maxInterval: 0.5 },
      { minDelay: 0.2, maxDelay: 0.5 },
    ],
    [
      { interval: 20, maxInterval: 30 },
      { minDelay: 20, maxDelay: 30 },
    ],
  ])("of %j are %j, so that neither default is in the way", (given, delays) => {
    expect(delaysOf(given)).toEqual(delays);
  });
});

describe(isAbort, () => {
  test("knows the reason of a signal and of fail-fast from a fault", () => {
    expect(isAbort(new DOMException("SIGTERM", "AbortError"))).toBe(true);
    expect(isAbort(new DOMException("no", "TimeoutError"))).toBe(false);
    expect(isAbort(Object.assign(new Error("no"), { name: "AbortError" }))).toBe(false);
    expect(isAbort(undefined)).toBe(false);
  });
});

/** A wait that something has ended before its first poll. */
async function ended(reason: unknown): Promise<readonly Outcome[]> {
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const client = new ServiceDiscoveryClient({ region: "us-east-1", credentials });
  onTestFinished(() => client.destroy());
  const options = parseCommandLine(["op", "--progress", "none"], {});
  if (options === "version") throw new Error("a command is expected");
  const asked = {
    operations: [{ operationId: "op" }],
    names: new Map<string, string>(),
    connection: { client, region: "us-east-1" },
    events: { start() {}, event() {} },
  };
  return (await pollAll(asked, options, new Lifetime(fakeSignals(AbortSignal.abort(reason)), 60))).outcomes;
}

describe(pollAll, () => {
  test("has an outcome for what a signal ends, and throws a fault of the program", async () => {
    expect(await ended(new DOMException("SIGTERM", "AbortError"))).toMatchObject([{ outcome: "aborted" }]);
    await expect(ended(new TypeError("a mistake"))).rejects.toThrow("a mistake");
  });
});
