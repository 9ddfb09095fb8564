import { describe, expect, test } from "vitest";
import { plainProgress } from "../../../src/cli/progress/plain.js";
import type { Watched } from "../../../src/cli/progress/progress.js";
import type { OperationEvent } from "../../../src/waiter/events/events.js";
import { OperationFleet } from "../../../src/waiter/operation-fleet.js";
import { useVirtualTime } from "../../support/virtual-time.js";

const time = useVirtualTime();

describe(plainProgress, () => {
  test("tells of one that is not found as soon as that is known, unless it was the last", async () => {
    const lines: string[] = [];
    const gone = Object.assign(new Error("no"), { name: "OperationNotFound" });
    let polls = 0;
    const fleet = new OperationFleet({
      getOperation: async ({ OperationId }) => {
        if (OperationId === "gone" || polls++ > 3) throw gone;
        return { Operation: { Status: "PENDING" } };
      },
      notFoundGrace: 0,
    });
    const watched = {
      fleet,
      names: new Map<string, string>(),
      region: "us-east-1",
      timeoutMs: undefined,
      elapsedMs: () => 0,
    };
    const progress = plainProgress(watched, (line) => lines.push(line), {
      heartbeatMs: 60_000,
      isVerbose: false,
    });
    fleet.on("transition", (event) => progress.event(event));
    fleet.on("settled", (event) => progress.event(event));
    void fleet.add("going");
    void fleet.add("gone");
    await time.until(fleet.outcomes());
    progress.stop();
    expect(lines).toEqual(["going PENDING", "gone was not found"]);
  });

  test("tells of an outage at once, of many operations in one line, again after a while, and when it is over", async () => {
    const lines: string[] = [];
    let isOut = false;
    const fleet = new OperationFleet({
      getOperation: async () => {
        if (isOut)
          throw Object.assign(new Error("x"), { name: "Unavailable", $metadata: { httpStatusCode: 503 } });
        return { Operation: { Status: "PENDING", Type: "CREATE_NAMESPACE" } };
      },
      maxWaitTime: 60,
      jitter: 0,
    });
    const names = new Map([["a", "shop"]]);
    const watched = { fleet, names, region: "us-east-1", timeoutMs: 60_000, elapsedMs: () => 0 };
    const progress = plainProgress(watched, (line) => lines.push(line), {
      heartbeatMs: 600_000,
      isVerbose: false,
    });
    for (const type of ["transition", "poll", "retry", "settled"] as const)
      fleet.on(type, (event: OperationEvent) => progress.event(event));
    for (const id of ["a", "b", "c"]) void fleet.add(id);
    await time.pass(3000);
    isOut = true;
    await time.pass(13_000);
    isOut = false;
    await time.pass(15_000);
    fleet.stop();
    await fleet.outcomes();
    progress.stop();
    expect(lines.slice(0, 3)).toEqual(["shop", "b", "c"].map((label) => `${label} CREATE_NAMESPACE PENDING`));
    const [first = "", ...rest] = lines.slice(3);
    expect(first).toMatch(
      /^(shop|b|c): HTTP 503 from Cloud Map \(attempt 1\), next attempt in \d\.\d s; last seen PENDING \d s ago$/,
    );
    expect(rest.at(-1)).toBe("Cloud Map answers again");
    expect(rest.length).toBeLessThan(5);
    expect(rest[0]).toMatch(/and 2 more: HTTP 503/);
  });

  test("says at each heartbeat how the first one that is waited for stands, as far as that is known", async () => {
    const lines: string[] = [];
    const snapshot = { operationId: "a", phase: "waiting", status: "PENDING" };
    const settled = { operationId: "b", phase: "settled", status: "SUCCESS" };
    const problem = { reason: "transient", errorName: "X", attempt: 1, nextAttemptAt: 0 };
    let snapshots: object[] = [];
    const fleet = {
      operations: () => snapshots[Symbol.iterator](),
      getSnapshot: () => ({
        total: snapshots.length,
        done: snapshots.filter((one) => one === settled).length,
      }),
    };
    // Nothing else of what is watched is read.
    const watched = { fleet, names: new Map(), elapsedMs: () => 12_000 } as unknown as Watched;
    const progress = plainProgress(watched, (line) => lines.push(line), {
      heartbeatMs: 1000,
      isVerbose: false,
    });
    for (snapshots of [
      [settled, settled],
      [settled, snapshot],
      [{ ...snapshot, status: null, problem }],
      [{ ...snapshot, problem, lastSeenAt: Date.now() }, snapshot],
    ])
      await time.pass(1000);
    progress.stop();
    await time.pass(5000);
    expect(lines).toEqual([
      "still waiting for 0 of 2 after 12 s",
      "still waiting for 1 of 2 after 12 s: a is PENDING",
      "still waiting after 12 s: a is not seen yet (no answer)",
      "still waiting for 2 of 2 after 12 s: a is PENDING (no answer, last seen 4 s ago) and 1 more",
    ]);
  });
});
