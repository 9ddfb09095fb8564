// The recipes of docs/engines.md, as build.ts has taken them out of it, run.
import { once } from "node:events";
import type { CdkCustomResourceEvent, CdkCustomResourceIsCompleteEvent } from "aws-lambda";
import { Queue, QueueEvents } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { EmulatorOptions } from "../../../src/emulator/index.js";
import { lineOf, startProcess } from "./kills.js";
import { requestsOf, service, type Service } from "./service.js";
import { startRedis } from "./stores.js";

/** An emulator that clients find by their environment, as in the recipes. */
async function serviceInEnvironment(options: EmulatorOptions): Promise<Service> {
  const made = await service(options);
  vi.stubEnv("AWS_ENDPOINT_URL_SERVICEDISCOVERY", made.url);
  for (const [name, value] of Object.entries(credentials)) vi.stubEnv(name, value);
  // A recipe makes its client when it is loaded.
  vi.resetModules();
  onTestFinished(() => void vi.unstubAllEnvs());
  return made;
}

const credentials = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

/** What the framework does: the answer of onEvent goes into every event of isComplete. */
async function provision(): Promise<unknown> {
  const { onEvent, isComplete } = await import("./built/docs/cdk-provider.ts");
  const event = {
    RequestType: "Create",
    RequestId: "request-1",
    ResourceProperties: { Name: "shop" },
  } as unknown as CdkCustomResourceEvent;
  const merged = { ...event, ...(await onEvent(event)) } as CdkCustomResourceIsCompleteEvent;
  for (;;) {
    const answer = await isComplete(merged);
    if (answer.IsComplete) return answer;
    expect(answer).toEqual({ IsComplete: false });
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}

describe("the CDK provider", () => {
  test("completes with the targets, through throttles and lost answers", async () => {
    const { emulator } = await serviceInEnvironment({
      durations: { CREATE_NAMESPACE: 0.5 },
      faults: [
        { fault: "error", name: "ThrottlingException", statusCode: 400, action: "GetOperation", times: 4 },
        { fault: "server-error", action: "GetOperation", skip: 4, times: 1 },
      ],
    });
    expect(await provision()).toMatchObject({
      IsComplete: true,
      Data: { NAMESPACE: emulator.operations()[0]?.targets["NAMESPACE"] },
    });
  });

  test("fails with the reason of the operation", async () => {
    await serviceInEnvironment({
      durations: { CREATE_NAMESPACE: 0 },
      failures: [{ on: "*", code: "ACCESS_DENIED", message: "no" }],
    });
    await expect(provision()).rejects.toThrow(/ACCESS_DENIED: no/);
  });

  test("has nothing to wait for when it deletes", async () => {
    const { onEvent, isComplete } = await import("./built/docs/cdk-provider.ts");
    const event = { RequestType: "Delete", PhysicalResourceId: "p" } as CdkCustomResourceEvent;
    expect(await onEvent(event)).toEqual({ PhysicalResourceId: "p" });
    expect(await isComplete(event as CdkCustomResourceIsCompleteEvent)).toEqual({ IsComplete: true });
  });
});

describe("BullMQ", () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    await redis.stop();
  });

  test("waits for the jobs of a queue, a poll at a time and within the queue's limit", async () => {
    const { create, emulator } = await serviceInEnvironment({
      durations: { CREATE_NAMESPACE: { uniform: [0.5, 3] } },
      failures: [{ on: "CREATE_NAMESPACE:bad-*", code: "ACCESS_DENIED", message: "no" }],
    });
    const { waitWorker } = await import("./built/docs/bullmq.ts");
    const connections = Array.from({ length: 3 }, () => new Redis(redis.url, { maxRetriesPerRequest: null }));
    const [first, second, third] = connections as [Redis, Redis, Redis];
    const [queue, events, worker] = [
      new Queue("waits", { connection: first }),
      new QueueEvents("waits", { connection: second }),
      waitWorker("waits", third),
    ];
    const ids = await create(
      ...Array.from({ length: 12 }, (_, index) => `${index % 4 === 0 ? "bad" : "ok"}-${index}`),
    );
    const jobs = await Promise.all(
      ids.map(async (OperationId) => await queue.add("wait", { OperationId }, { jobId: OperationId })),
    );
    const ends = await Promise.allSettled(jobs.map(async (job) => await job.waitUntilFinished(events)));
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(9);
    const reasons = ends.filter((end) => end.status === "rejected").map(({ reason }) => String(reason));
    expect(reasons).toHaveLength(3);
    expect(reasons.filter((reason) => !reason.includes("ACCESS_DENIED: no"))).toEqual([]);
    expect(requestsOf(emulator, "GetOperation")).toBeGreaterThan(ids.length);
    await Promise.all([worker.close(), events.close(), queue.close()]);
    for (const connection of connections) connection.disconnect();
  });
});

describe("a script that is run again", () => {
  test("goes on with the operation that its first run started", async () => {
    const { url, emulator } = await service({ durations: { CREATE_NAMESPACE: 3 } });
    const env = { AWS_ENDPOINT_URL_SERVICEDISCOVERY: url, RUN_TOKEN: "run-42-shop" };
    const first = startProcess("built/docs/run-again.ts", ["shop"], env);
    await vi.waitUntil(() => requestsOf(emulator, "GetOperation") > 0, { timeout: 20_000 });
    const ended = once(first, "exit");
    first.kill("SIGKILL");
    await ended;
    const second = startProcess("built/docs/run-again.ts", ["shop"], env);
    expect(await lineOf(second, /^ns-/)).toBe(emulator.operations()[0]?.targets["NAMESPACE"]);
    expect(emulator.operations()).toHaveLength(1);
  });
});
