import { describe, expect, test } from "vitest";
import { initialProgress, type ProgressState, reduceProgress } from "../../src/ui/progress-state.js";
import type { StreamMessage } from "../../src/web/messages.js";
import { eventOf, settled, transition } from "./support.js";

const open = (feedId: string, rest: object = {}): StreamMessage => ({
  type: "open",
  feedId,
  at: 1,
  keepAliveMs: 15_000,
  ...rest,
});

const reduce = (...messages: readonly StreamMessage[]): ProgressState =>
  reduceProgress(initialProgress, messages);

describe(reduceProgress, () => {
  test("has an operation with what its events and its facts tell", () => {
    const { operations, seq, lastEventAt, isOver, context } = reduce(
      open("a", { title: "prod", region: "eu-central-1" }),
      { type: "operation", operationId: "op-1", name: "shop", usualMs: { low: 1, high: 2 }, createdAt: 500 },
      transition(1, "SUBMITTED", { elapsedMs: 200 }),
      transition(2, "PENDING"),
      eventOf("poll", 3, { poll: 3, status: "PENDING" }),
    );
    expect([...operations.keys()]).toEqual(["/op-1"]);
    expect(operations.get("/op-1")).toEqual({
      operationId: "op-1",
      name: "shop",
      operationType: "CREATE_NAMESPACE",
      startedAt: 800,
      createdAt: 500,
      usualMs: { low: 1, high: 2 },
      status: "PENDING",
      transitions: [
        { to: "SUBMITTED", at: 1000 },
        { to: "PENDING", at: 2000 },
      ],
      lastSeenAt: 3000,
      adopted: false,
    });
    expect({ seq, lastEventAt, isOver }).toEqual({ seq: 3, lastEventAt: 3000, isOver: false });
    expect(context).toMatchObject({ title: "prod", region: "eu-central-1" });
  });

  test("shows a failed attempt until one is answered", () => {
    const retry = eventOf("retry", 2, {
      reason: "transient",
      errorName: "Error",
      errorCode: "ECONNREFUSED",
      attempt: 4,
      delayMs: 3000,
    });
    const state = reduce(open("a"), transition(1, "PENDING"), retry);
    expect(state.operations.get("/op-1")?.problem).toEqual({
      reason: "transient",
      errorName: "Error",
      errorCode: "ECONNREFUSED",
      attempt: 4,
      nextAttemptAt: 5000,
    });
    const poll = eventOf("poll", 3, { poll: 2, status: "PENDING" });
    expect(reduceProgress(state, [poll]).operations.get("/op-1")?.problem).toBeUndefined();
    const unanswered = eventOf("poll", 3, { poll: 2 });
    expect(reduceProgress(state, [unanswered]).operations.get("/op-1")?.problem).toBeDefined();
  });

  test("tells operations of different accounts apart, whatever their ids", () => {
    const { operations } = reduce(
      transition(1, "PENDING", { ownerAccount: "111111111111" }),
      transition(2, "PENDING"),
      settled(3, "succeeded", { targets: {} }, { ownerAccount: "111111111111" }),
    );
    expect(operations.get("111111111111/op-1")?.outcome?.outcome).toBe("succeeded");
    expect(operations.get("/op-1")?.outcome).toBeUndefined();
  });

  test("hears no event twice", () => {
    const state = reduce(open("a"), transition(1, "SUBMITTED"), transition(2, "PENDING"));
    const again = reduceProgress(state, [open("a"), transition(1, "SUBMITTED"), transition(2, "PENDING")]);
    expect(again.operations.get("/op-1")?.transitions).toHaveLength(2);
  });

  test("begins anew for another sequence, whose numbers start again", () => {
    const state = reduceProgress(reduce(open("a"), transition(7, "PENDING")), [{ type: "end" }]);
    const next = reduceProgress(state, [open("b"), transition(1, "SUBMITTED", { operationId: "op-2" })]);
    expect([...next.operations.keys()]).toEqual(["/op-2"]);
    expect(next).toMatchObject({ feedId: "b", seq: 1, isOver: false });
  });

  test("keeps what no message is about, object by object", () => {
    const state = reduce(transition(1, "PENDING"), transition(2, "PENDING", { operationId: "op-2" }));
    const next = reduceProgress(state, [settled(3, "succeeded", { targets: {} }, { operationId: "op-2" })]);
    expect(next.operations.get("/op-1")).toBe(state.operations.get("/op-1"));
    expect(next.operations.get("/op-2")).not.toBe(state.operations.get("/op-2"));
    expect(state.operations.get("/op-2")?.outcome).toBeUndefined();
  });

  test.each([
    ["an event without an id", { type: "poll", seq: 5, at: 1, elapsedMs: 1 }],
    ["an event without a time", { type: "poll", seq: 5, operationId: "op-1" }],
    ["an event that counts in words", { type: "poll", seq: "x", at: 1, elapsedMs: 1, operationId: "op-1" }],
  ])("is not changed by %s", (_name, message) => {
    const state = reduce(transition(1, "PENDING"));
    expect(reduceProgress(state, [message as unknown as StreamMessage])).toEqual(state);
  });

  test("takes an event of a kind that this version doesn't know", () => {
    const state = reduce(transition(1, "PENDING"), eventOf("renamed", 2));
    expect(state.operations.get("/op-1")?.status).toBe("PENDING");
  });
});
