// What 1.x must go on reading, and telling: stored states, events, outcomes, the stream of a page.
import { describe, expect, test } from "vitest";
import { nextStep } from "../../src/core/next-step.js";
import { resolvePolicy } from "../../src/core/options.js";
import { begin } from "../../src/core/poll-state.js";
import { readState } from "../../src/core/stored-state.js";
import type { DurableContextLike } from "../../src/engines/durable/context.js";
import { waitForOperation, waitForOperations } from "../../src/engines/durable/index.js";
import { initialProgress, reduceProgress } from "../../src/ui/progress-state.js";
import type { WaitConfig } from "../../src/waiter/config.js";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { EventStreamParser } from "../../src/web/event-parser.js";
import { eventStream } from "../../src/web/event-stream.js";
import type { StreamMessage } from "../../src/web/messages.js";
import { fakeContext } from "../engines/durable/fake-context.js";
import { useVirtualTime } from "../support/virtual-time.js";
import { answers as answersOf, sdkError, timedService } from "../waiter/support.js";
import { fixtures } from "./fixtures.js";
import { missingFrom } from "./missing-from.js";

const time = useVirtualTime();

const operation = {
  Id: "op-1",
  OwnerAccount: "123456789012",
  Type: "CREATE_NAMESPACE",
  CreateDate: new Date("2026-01-01T00:00:00Z"),
  UpdateDate: new Date("2026-01-01T00:00:20Z"),
  Targets: { NAMESPACE: "ns-aaaaaaaa" },
};
const answers = (...script: readonly (string | Error | object)[]) => ({
  getOperation: answersOf(...script).getOperation,
});
const answer = (Status: string, more: object = {}): object => ({
  Operation: { ...operation, Status, ...more },
});
const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
const failure = answer("FAIL", { ErrorCode: "ACCESS_DENIED", ErrorMessage: "Not allowed" });

const scenarios: Readonly<Record<string, () => WaitConfig>> = {
  succeeded: () =>
    answers(
      answer("SUBMITTED"),
      sdkError("ThrottlingException", 400),
      answer("PENDING"),
      reset,
      answer("SUCCESS"),
    ),
  failed: () => answers(answer("PENDING"), failure),
  "timed-out": () => ({ ...answers(answer("PENDING")), maxWaitTime: 20 }),
  "not-found": () => answers(sdkError("OperationNotFound", 404)),
  denied: () => answers(sdkError("AccessDeniedException", 400)),
  invalid: () => answers(sdkError("InvalidInput", 400)),
  unreachable: () => answers(reset),
  aborted: () => ({
    ...answers(answer("PENDING")),
    abortSignal: AbortSignal.abort(new Error("Not wanted any more")),
  }),
};

/** As JSON has it, without what was thrown. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, item: unknown) => (key === "cause" ? undefined : item))) as T;
}

/** When polls are made may change; so of polls and retries, the first of each stands for all. */
function essence(events: readonly OperationEvent[]): readonly OperationEvent[] {
  return events.filter(
    ({ type }, index) =>
      (type !== "poll" && type !== "retry") || events.findIndex((event) => event.type === type) === index,
  );
}

async function settle(config: WaitConfig) {
  const waiter = new OperationWaiter(config, {
    OperationId: "op-1",
    OwnerAccount: "123456789012",
  });
  const outcome = await time.until(waiter.outcome());
  const events: OperationEvent[] = [];
  for await (const event of waiter) events.push(event);
  return { waiter, ...plain({ outcome, events: essence(events) }) };
}

describe("events and outcomes", () => {
  test.each(Object.entries(scenarios))("%s: have all that they had", async (name, scenario) => {
    const { outcome, events } = await settle(scenario());
    expect(outcome.outcome).toBe(name);
    for (const [version, fixture] of fixtures(`events-${name}.json`, { outcome, events }))
      expect({ version, missing: missingFrom({ outcome, events }, fixture) }).toEqual({
        version,
        missing: [],
      });
  });
});

test("a page shows what the stream of an earlier server says", async () => {
  const { waiter } = await settle(scenarios["succeeded"]?.() ?? answers(""));
  const text = (await eventStream(waiter, { title: "Rollout", region: "us-east-1" }).text()).replaceAll(
    /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+/g,
    "feed-1",
  );
  for (const [version, fixture] of fixtures("stream.txt", text)) {
    const messages = [...new EventStreamParser().push(fixture)]
      .filter(({ data }) => data !== undefined)
      .map(({ data = "" }) => JSON.parse(data) as StreamMessage);
    const { operations } = reduceProgress(initialProgress, messages);
    expect({ version, operations: [...operations.values()] }).toMatchObject({
      version,
      operations: [{ operationId: "op-1", outcome: { outcome: "succeeded" } }],
    });
  }
});

/** A durable context whose execution goes on from a checkpoint. */
function resumed(checkpoint: unknown): DurableContextLike {
  return {
    ...fakeContext(),
    async waitForCondition(_name, check, { waitStrategy }) {
      let state = checkpoint as Parameters<typeof check>[0];
      while (waitStrategy(state).shouldContinue)
        state = JSON.parse(JSON.stringify(await check(state))) as typeof state;
      return state;
    },
  };
}

/** The checkpoint in the middle of a wait. */
function middleOf(stored: readonly string[]): unknown {
  const waiting = stored
    .map((text) => JSON.parse(text) as { type: string })
    .filter(({ type }) => type === "wait");
  return waiting[Math.floor(waiting.length / 2)];
}

const timed = () => ({ getOperation: timedService().getOperation });
const sleeping = () =>
  fakeContext("arn:one", async (seconds) => {
    await new Promise((resolve) => {
      setTimeout(resolve, seconds * 1000);
    });
  });

describe("stored states", () => {
  test("a wait of an engine's own goes on from one", () => {
    const policy = resolvePolicy({});
    let state = begin({ OperationId: "op-1", OwnerAccount: "123456789012" }, 1_767_225_600_000);
    const observed = [
      { operation: { ...operation, Status: "PENDING" } },
      { error: { name: "ThrottlingException", message: "Rate exceeded", statusCode: 400 } },
    ];
    for (const [index, observation] of observed.entries()) {
      const at = 1_767_225_600_000 + (index + 1) * 2000;
      state = nextStep(state, { at, ...observation } as never, policy).state;
    }
    for (const [version, fixture] of fixtures("state.json", plain(state))) {
      const at = fixture.startedAt + 60_000;
      const observation = { at, operation: { ...operation, Status: "SUCCESS" } };
      expect({ version, ...nextStep(readState(fixture), observation as never, policy) }).toMatchObject({
        version,
        type: "done",
        targets: { NAMESPACE: "ns-aaaaaaaa" },
        state: { polls: 3, transitions: [{ to: "PENDING" }, { to: "SUCCESS" }] },
      });
    }
  });

  test("a durable wait goes on from one", async () => {
    const context = sleeping();
    await time.until(waitForOperation(context, timed(), "ok-20000"));
    for (const [, fixture] of fixtures("durable-wait.json", middleOf(context.stored))) {
      const { getOperation } = answers(answer("SUCCESS", { Id: "ok-20000" }));
      await expect(waitForOperation(resumed(fixture), { getOperation }, "ok-20000")).resolves.toEqual(
        operation.Targets,
      );
    }
  });

  test("a durable wait for many goes on from one", async () => {
    const context = sleeping();
    const ids = ["ok-3000", "fail-9000", "ok-20000"];
    await time.until(waitForOperations(context, timed(), ids));
    for (const [version, fixture] of fixtures("durable-fleet.json", middleOf(context.stored))) {
      const getOperation = async ({ OperationId }: { OperationId?: string | undefined }) =>
        answer("SUCCESS", { Id: OperationId });
      const wait = waitForOperations(resumed(fixture), { getOperation }, ids);
      const outcomes = await time.until(wait);
      expect({ version, outcomes: outcomes.map(({ outcome }) => outcome) }).toMatchObject({
        version,
        outcomes: ["succeeded", expect.stringMatching(/^(failed|succeeded)$/), "succeeded"],
      });
    }
  });
});
