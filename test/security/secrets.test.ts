// No secret of the caller's comes out of the library, whatever happens.
import { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { describe, expect, onTestFinished, test } from "vitest";
import { createEmulator, type EmulatorOptions } from "../../src/emulator/index.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { eventStream } from "../../src/web/event-stream.js";
import { lineLogger } from "../waiter/support.js";

const secrets = {
  accessKeyId: "AKIASECRETSECRETSECR",
  secretAccessKey: "the-secret-key-that-must-never-show",
  sessionToken: "the-session-token-that-must-never-show",
};

function operation(Status: "SUCCESS" | "FAIL" | "PENDING"): {
  readonly Id: string;
  readonly Type: "CREATE_NAMESPACE";
  readonly Status: typeof Status;
} {
  return { Id: "op-1", Type: "CREATE_NAMESPACE", Status };
}

interface Case {
  readonly outcome: string;
  readonly options?: EmulatorOptions;
  readonly maxWaitTime?: number;
  readonly endpoint?: string;
}

const cases: readonly Case[] = [
  { outcome: "succeeded", options: { operations: [operation("SUCCESS")] } },
  { outcome: "failed", options: { operations: [operation("FAIL")] } },
  { outcome: "timed-out", options: { operations: [operation("PENDING")] }, maxWaitTime: 0.3 },
  { outcome: "not-found" },
  // Nothing listens on port 1.
  {
    outcome: "unreachable",
    endpoint:
      "http://user:the-password-that-must-never-show@127.0.0.1:1/?token=the-query-that-must-never-show",
  },
];

/** A cause is what the SDK threw, for whoever holds it; it is in no stream and in no line. */
function withoutCause(key: string, value: unknown): unknown {
  return key === "cause" ? undefined : value;
}

describe("no credential shows", () => {
  test.each(cases)(
    "in an event, a stream, a log line or an error, when it is $outcome",
    async ({ outcome, options, maxWaitTime = 60, endpoint }) => {
      const server = await createEmulator(options).listen();
      const client = new ServiceDiscoveryClient({
        region: "us-east-1",
        endpoint: endpoint ?? server.url,
        credentials: secrets,
        maxAttempts: 1,
      });
      onTestFinished(async () => {
        client.destroy();
        await server.close();
      });
      const { lines, logger } = lineLogger();
      const limits = { maxWaitTime, minDelay: 0.1, notFoundGrace: 0, transientRetries: 0 };
      const waiter = new OperationWaiter({ client, logger, ...limits }, "op-1");
      const told: unknown[] = [];
      for (const type of ["transition", "poll", "retry", "settled"] as const)
        waiter.on(type, (event: object) => told.push(event));
      const error: unknown = await waiter.wait().catch((thrown: unknown) => thrown);
      const stream = await eventStream(waiter).text();
      expect(waiter.getSnapshot().outcome?.outcome).toBe(outcome);
      const all = [
        ...lines,
        stream,
        error instanceof Error ? error.message : "",
        JSON.stringify([told, waiter.getSnapshot()], withoutCause),
      ].join("\n");
      expect(all).toContain("op-1");
      expect(all).not.toMatch(/must-never-show|AKIASECRET/);
    },
  );
});

test("an answer with hostile names pollutes no prototype and brings no property of its own", async () => {
  const hostile: unknown = JSON.parse(
    '{"Operation":{"Id":"op-1","Status":"SUCCESS","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"Targets":{"__proto__":{"polluted":1},"constructor":"x","NAMESPACE":"ns-1"}}}',
  );
  const waiter = new OperationWaiter({ getOperation: async () => await Promise.resolve(hostile) }, "op-1");
  const targets = await waiter.wait();
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  expect(Object.getPrototypeOf(targets)).toBe(Object.prototype);
  expect(targets).toMatchObject({ NAMESPACE: "ns-1" });
  expect(Object.keys(waiter.getSnapshot().operation ?? {}).toSorted()).toEqual(["Id", "Status", "Targets"]);
});
