import { describe, expect, test } from "vitest";
import { plainProgress } from "../../../src/cli/progress/plain.js";
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
    expect(lines).toEqual(["going PENDING after 0.0 s", "gone was not found after 0.0 s"]);
  });
});
