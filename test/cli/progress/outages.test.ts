import { beforeEach, describe, expect, test } from "vitest";
import { Outages } from "../../../src/cli/progress/outages.js";
import type { Progress, Watched } from "../../../src/cli/progress/progress.js";
import type { WaiterSnapshot } from "../../../src/waiter/result/snapshot.js";
import { useVirtualTime } from "../../support/virtual-time.js";

type Event = Parameters<Progress["event"]>[0];

const time = useVirtualTime();
let snapshots: Partial<WaiterSnapshot>[] = [];
let outages: Outages;

beforeEach(() => {
  snapshots = [];
  // Nothing else of what is watched is read.
  const fleet = { operations: () => snapshots[Symbol.iterator]() } as unknown as Watched["fleet"];
  outages = new Outages({ fleet, names: new Map([["a", "shop"]]) } as unknown as Watched);
});

function line(event: Record<string, unknown>): string | undefined {
  return outages.lineOf(event as unknown as Event);
}

function retry(operationId: string, more: Record<string, unknown> = {}): string | undefined {
  return line({ type: "retry", operationId, reason: "transient", attempt: 1, delayMs: 900, ...more });
}

function answer(operationId: string, status: string | undefined = "PENDING"): string | undefined {
  return line({ type: "poll", operationId, status });
}

describe(Outages, () => {
  test("tells of an outage as it begins, and again after five seconds", () => {
    const words = "shop: no answer (attempt 1), next attempt in 0.9 s";
    expect(retry("a")).toBe(words);
    time.jump(4999);
    expect(retry("a")).toBeUndefined();
    time.jump(1);
    expect(retry("a")).toBe(words);
    time.jump(4999);
    expect(retry("b")).toBeUndefined();
    time.jump(1);
    expect(retry("b")).toBe("b and 1 more: no answer (attempt 1), next attempt in 0.9 s");
  });

  test("tells of a throttle only when it is the third in a row", () => {
    expect(retry("a", { reason: "throttled", attempt: 2 })).toBeUndefined();
    expect(answer("a")).toBeUndefined();
    expect(retry("a", { reason: "throttled", attempt: 3 })).toMatch(/^shop: throttled by Cloud Map/);
  });

  test("is over when the last one has an answer with a status, and can begin again at once", () => {
    expect(answer("a")).toBeUndefined();
    expect(retry("a")).toBeDefined();
    expect(line({ type: "poll", operationId: "a" })).toBeUndefined();
    expect(retry("b")).toBeUndefined();
    expect(answer("a")).toBeUndefined();
    expect(answer("a")).toBeUndefined();
    expect(answer("b")).toBe("Cloud Map answers again");
    expect(answer("b")).toBeUndefined();
    expect(retry("a")).toBeDefined();
  });

  test("waits for no answer of one that has ended", () => {
    retry("a");
    retry("b");
    expect(line({ type: "settled", operationId: "a" })).toBeUndefined();
    expect(line({ type: "transition", operationId: "b" })).toBeUndefined();
    expect(answer("b")).toBe("Cloud Map answers again");
  });

  test("tells when the operation was last seen, and how it stood", () => {
    const lastSeenAt = Date.now() - 12_000;
    const words = "shop: no answer (attempt 1), next attempt in 0.9 s";
    snapshots = [
      { operationId: "b", status: "SUBMITTED", lastSeenAt },
      { operationId: "a", status: "PENDING", lastSeenAt },
    ];
    expect(retry("a")).toBe(`${words}; last seen PENDING 12 s ago`);
    time.jump(5000);
    snapshots = [{ operationId: "a", status: null, lastSeenAt }];
    expect(retry("a")).toBe(words);
    time.jump(5000);
    snapshots = [{ operationId: "a", status: "PENDING" }];
    expect(retry("a")).toBe(words);
  });
});
