import { describe, expect, test } from "vitest";
import { plainProgress } from "../../../src/cli/progress/plain.js";
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
    await time.pass(9000);
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
});
