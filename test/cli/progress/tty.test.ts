import { describe, expect, test } from "vitest";
import { ttyProgress } from "../../../src/cli/progress/tty.js";
import { OperationFleet } from "../../../src/waiter/operation-fleet.js";
import { useVirtualTime } from "../../support/virtual-time.js";
import { visibleText } from "../support.js";

const time = useVirtualTime();

/** A terminal of a width, which keeps what is written to it. */
function terminal(columns: number): { stream: NodeJS.WriteStream; written: string[] } {
  const written: string[] = [];
  const stream = { columns, rows: 24, write: (text: string) => written.push(text), on() {}, off() {} };
  return { stream: stream as unknown as NodeJS.WriteStream, written };
}

describe(ttyProgress, () => {
  test("cuts rows by columns, of which East Asian letters take two, so that none wraps", async () => {
    const stop = new AbortController();
    const fleet = new OperationFleet({
      getOperation: async () => ({ Operation: { Status: "PENDING", Type: "漢".repeat(30) } }),
      abortSignal: stop.signal,
    });
    for (const columns of [40, 60, 100]) {
      const { stream, written } = terminal(columns);
      const watched = {
        fleet,
        names: new Map<string, string>(),
        region: "us-east-1",
        timeoutMs: 600_000,
        elapsedMs: () => 0,
      };
      const progress = ttyProgress(watched, stream, { colors: "none", hasUnicode: true, hasLinks: false });
      void fleet.add("語".repeat(40));
      await time.pass(1000);
      progress.stop();
      const rows = written.flatMap((text) => text.split("\n")).filter((row) => row.includes("語"));
      expect(rows.length).toBeGreaterThan(5);
      for (const row of rows) {
        const wide = row.match(/[漢語]/g)?.length ?? 0;
        expect(visibleText(row).length + wide).toBeLessThan(columns);
        expect(row).toContain("PENDING");
      }
    }
    stop.abort();
    await time.until(fleet.outcomes());
  });
});
