// The Temporal recipe of docs/engines.md, without a server: none can be installed from npm or Debian.
import { fileURLToPath } from "node:url";
import { MockActivityEnvironment } from "@temporalio/testing";
import { DeterminismViolationError } from "@temporalio/workflow";
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type WorkflowBundle } from "@temporalio/worker";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Observation } from "../../../src/index.js";
import { service } from "./service.js";

let workflowBundle: WorkflowBundle;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger("ERROR") });
  const workflowsPath = fileURLToPath(new URL("built/docs/temporal-workflow.ts", import.meta.url));
  workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger("ERROR") });
});

test("the activities start an operation and poll it", async () => {
  const { url } = await service({ durations: { CREATE_NAMESPACE: 0 } });
  vi.stubEnv("AWS_ENDPOINT_URL_SERVICEDISCOVERY", url);
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  const { start, poll } = await import("./built/docs/temporal-activities.ts");
  const environment = new MockActivityEnvironment();
  const operation = (await environment.run(start, "shop", "workflow-1")) as { OperationId: string };
  // The same token again, as after a crash.
  expect(await environment.run(start, "shop", "workflow-1")).toEqual(operation);
  const seen = (await environment.run(poll, operation)) as Observation;
  expect(seen.operation?.Status).toBe("SUCCESS");
  vi.unstubAllEnvs();
});

test("the workflow's bundle has no AWS SDK in it", () => {
  expect(workflowBundle.code).toContain("maxWaitTime");
  expect(workflowBundle.code).not.toContain("ServiceDiscoveryClient");
});

function payloads(value: unknown): object {
  const data = Buffer.from(JSON.stringify(value)).toString("base64");
  return { payloads: [{ metadata: { encoding: Buffer.from("json/plain").toString("base64") }, data }] };
}

describe("a recorded history", () => {
  const at = Date.UTC(2026, 0, 1);

  /** A workflow that polled twice, with a timer in between; the first poll showed a status. */
  function history(firstStatus: string): object {
    const events: Record<string, unknown>[] = [];
    const add = (type: string, attributes: object): number => {
      const member = type.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
      const eventTime = new Date(at + events.length * 10).toISOString();
      const eventId = String(events.length + 1);
      events.push({
        eventId,
        eventTime,
        eventType: `EVENT_TYPE_${type}`,
        [`${member}EventAttributes`]: attributes,
      });
      return events.length;
    };
    const taskQueue = { name: "waits" };
    const decide = (): string => {
      const scheduledEventId = String(
        add("WORKFLOW_TASK_SCHEDULED", { taskQueue, startToCloseTimeout: "10s", attempt: 1 }),
      );
      const startedEventId = String(add("WORKFLOW_TASK_STARTED", { scheduledEventId, requestId: "r" }));
      return String(add("WORKFLOW_TASK_COMPLETED", { scheduledEventId, startedEventId }));
    };
    let activities = 0;
    const run = (name: string, result: unknown): void => {
      const workflowTaskCompletedEventId = decide();
      const scheduledEventId = String(
        add("ACTIVITY_TASK_SCHEDULED", {
          activityId: String(++activities),
          activityType: { name },
          taskQueue,
          workflowTaskCompletedEventId,
          startToCloseTimeout: "30s",
        }),
      );
      const startedEventId = String(
        add("ACTIVITY_TASK_STARTED", { scheduledEventId, requestId: "r", attempt: 1 }),
      );
      add("ACTIVITY_TASK_COMPLETED", { scheduledEventId, startedEventId, result: payloads(result) });
    };
    add("WORKFLOW_EXECUTION_STARTED", {
      workflowType: { name: "provision" },
      taskQueue,
      input: payloads("shop"),
      workflowTaskTimeout: "10s",
      originalExecutionRunId: "run",
      firstExecutionRunId: "run",
      attempt: 1,
      workflowId: "workflow-1",
    });
    const operation = { Id: "op-1", Type: "CREATE_NAMESPACE", Targets: { NAMESPACE: "ns-1" } };
    run("start", { OperationId: "op-1" });
    run("poll", { at, operation: { ...operation, Status: firstStatus } });
    const workflowTaskCompletedEventId = decide();
    const timer = { timerId: "1", startToFireTimeout: "1s", workflowTaskCompletedEventId };
    const startedEventId = String(add("TIMER_STARTED", timer));
    add("TIMER_FIRED", { timerId: "1", startedEventId });
    run("poll", { at: at + 1000, operation: { ...operation, Status: "SUCCESS" } });
    add("WORKFLOW_EXECUTION_COMPLETED", {
      result: payloads({ NAMESPACE: "ns-1" }),
      workflowTaskCompletedEventId: decide(),
    });
    return { events };
  }

  test("replays to the same decisions", async () => {
    const replay = Worker.runReplayHistory({ workflowBundle }, history("PENDING"), "workflow-1");
    await expect(replay).resolves.toBeUndefined();
  });

  test("is refused when it does not follow from what was observed", async () => {
    const replay = Worker.runReplayHistory({ workflowBundle }, history("SUCCESS"), "workflow-1");
    await expect(replay).rejects.toThrow(DeterminismViolationError);
  });
});
