import { describe, expect, test } from "vitest";
import { frameOf } from "../../../src/cli/progress/frame.js";
import { noColumns } from "../../../src/cli/progress/layout.js";
import type { Watched } from "../../../src/cli/progress/progress.js";
import type { TerminalCapabilities } from "../../../src/cli/progress/terminal-capabilities.js";
import { columnsOf } from "../../../src/cli/output/text-width.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";
import type { WaiterSnapshot } from "../../../src/waiter/result/snapshot.js";

const capabilities: TerminalCapabilities = { colors: "none", hasUnicode: true, hasLinks: false };

function running(operationId: string, more: Partial<WaiterSnapshot> = {}): WaiterSnapshot {
  const now = Date.now();
  return {
    phase: "waiting",
    operationId,
    operationType: "CREATE_NAMESPACE",
    status: "PENDING",
    transitions: [],
    polls: 1,
    retries: { throttled: 0, transient: 0 },
    startedAt: now,
    createdAt: now - 10_000,
    lastSeenAt: now,
    elapsedMs: 0,
    ...more,
  };
}

function rowsOf(
  snapshots: readonly WaiterSnapshot[],
  size: { columns: number; rows: number } = { columns: 79, rows: 24 },
  timeoutMs: number | undefined = 600_000,
): string[] {
  // Nothing else of a fleet is read.
  const fleet = { operations: () => snapshots[Symbol.iterator]() } as unknown as Watched["fleet"];
  const watched = {
    fleet,
    names: new Map(),
    region: "us-east-1",
    timeoutMs: timeoutMs === Number.POSITIVE_INFINITY ? undefined : timeoutMs,
    elapsedMs: () => 34_000,
  };
  return frameOf(watched, noColumns(), size, capabilities, 0).map((spans) =>
    spans.map(({ text }) => text).join(""),
  );
}

function denied(operationId: string): WaiterSnapshot {
  const told = { outcome: "denied", message: "word ".repeat(30) };
  // Nothing else of an outcome is read.
  return running(operationId, { phase: "settled", outcome: told as unknown as Outcome });
}

function reasonsIn(rows: number): number {
  const shown = rowsOf(["a", "b", "c"].map(denied), { columns: 79, rows });
  return shown.filter((row) => row.startsWith("    word")).length;
}

describe(frameOf, () => {
  test("cuts rows by columns, of which East Asian letters take two, so that none wraps", () => {
    const snapshots = [running("語".repeat(40), { operationType: "漢".repeat(30) }), running("b")];
    for (const columns of [20, 39, 59, 99]) {
      for (const row of rowsOf(snapshots, { columns, rows: 24 }))
        expect(columnsOf(row)).toBeLessThanOrEqual(columns);
    }
  });

  test("keeps the columns of a block in line, whatever labels and notes its rows have", () => {
    const usualMs = { low: 20_000, high: 60_000 };
    const snapshots = [running("a", { usualMs }), running("b".repeat(60)), running("c".repeat(20))];
    for (const columns of [59, 79, 99]) {
      const states = rowsOf(snapshots, { columns, rows: 24 }).map((row) => row.indexOf("pending"));
      const found = states.filter((place) => place >= 0);
      expect(found).toHaveLength(3);
      expect(new Set(found).size).toBe(1);
    }
  });

  test("shows the operation's own age, never less than none, and no time that is left", () => {
    const now = Date.now();
    const [row = ""] = rowsOf([running("op", { createdAt: now - 125_000, startedAt: now })]);
    expect(row).toContain("2 min 05 s");
    expect(rowsOf([running("op", { createdAt: now + 9000 })])[0]).toContain(" 0 s");
    expect(rowsOf([running("a"), running("b")]).join()).not.toMatch(/left|%/);
  });

  test("tells how long such operations usually take, and which are slow", () => {
    const usualMs = { low: 38_000, high: 42_000 };
    const now = Date.now();
    const [slow = "", usual = ""] = rowsOf([
      running("a", { usualMs }),
      running("b", { usualMs, createdAt: now - 100_000 }),
    ]).filter((row) => /usually/.test(row));
    expect(slow).toMatch(/b .*slow: usually ~40 s$/);
    expect(usual).toMatch(/a .*usually ~40 s$/);
    expect(rowsOf([running("a", { usualMs: { low: 20_000, high: 60_000 } })])[0]).toContain(
      "usually 20-60 s",
    );
  });

  test.each([
    [{ errorCode: "ECONNREFUSED" }, "connection refused (ECONNREFUSED)"],
    [{ statusCode: 503 }, "HTTP 503 from Cloud Map"],
    [{ errorName: "TimeoutError" }, "no answer in time"],
    [{ errorName: "SyntaxError", statusCode: 200 }, "an answer that can't be read (HTTP 200)"],
  ])("says what is wrong of %j in the words of the network", (details, words) => {
    const now = Date.now();
    const problem = {
      reason: "transient",
      errorName: "Error",
      attempt: 3,
      nextAttemptAt: now + 3500,
      ...details,
    } as const;
    const [row] = rowsOf([running("web-3", { problem, lastSeenAt: now - 12_000 })], {
      columns: 120,
      rows: 24,
    });
    expect(row).toMatch(/^! web-3/);
    expect(row).toContain(`${words} (attempt 3), next in 4 s; last seen pending 12 s ago`);
  });

  test("says what is wrong, and when it was last seen, in 80 columns too", () => {
    const now = Date.now();
    const problem = {
      reason: "transient",
      errorName: "Error",
      attempt: 3,
      nextAttemptAt: now + 3500,
    } as const;
    const lastSeenAt = now - 12_000;
    const rows = rowsOf([
      running("web.internal", { problem: { ...problem, statusCode: 503 }, lastSeenAt }),
      running("web.internal", { problem: { ...problem, errorCode: "ECONNREFUSED" }, lastSeenAt }),
    ]).filter((row) => row.startsWith("!"));
    expect(rows).toEqual([
      "! web.internal  HTTP 503 (attempt 3), next in 4 s; last seen pending 12 s ago",
      "! web.internal  ECONNREFUSED (attempt 3), next in 4 s; last seen pending 12 s …",
    ]);
  });

  test("tells when it gives up, if it ever does", () => {
    expect(rowsOf([running("a")]).at(-1)).toBe("gives up in 9:26 · Ctrl-C only stops waiting");
    expect(rowsOf([running("a")], { columns: 79, rows: 24 }, Number.POSITIVE_INFINITY).at(-1)).toBe(
      "Ctrl-C only stops waiting",
    );
  });

  test.each([
    [true, "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏⠋"],
    [false, "|/-\\|/-\\|/-"],
  ])("has a spinner that turns: in Unicode %s", (hasUnicode, turns) => {
    const fleet = { operations: () => [running("a")][Symbol.iterator]() } as unknown as Watched["fleet"];
    const watched = { fleet, names: new Map(), region: "x", timeoutMs: undefined, elapsedMs: () => 0 };
    const marks = Array.from(
      { length: 11 },
      (_, tick) =>
        frameOf(
          watched,
          noColumns(),
          { columns: 79, rows: 24 },
          { ...capabilities, hasUnicode },
          tick,
        )[0]?.[0]?.text,
    );
    expect(marks.join("")).toBe(turns);
  });

  test("folds those that go on in words for how they stand, too", () => {
    const problem = { reason: "transient", errorName: "X", attempt: 3, nextAttemptAt: 0 } as const;
    const snapshots = [
      ...["a", "b"].map((id) => running(id, { problem })),
      ...["c", "d"].map((id) => running(id, { usualMs: { low: 1, high: 2 } })),
      ...["e", "f"].map((id) => running(id)),
    ];
    expect(rowsOf(snapshots, { columns: 79, rows: 5 })).toContain(
      "  and 1 more without an answer, 2 more slow, 2 more running",
    );
  });

  test("folds what has no room into a line, in words for how that stands", () => {
    const snapshots = ["failed", "failed", "succeeded", "succeeded"].map((outcome, index) => {
      const told = { outcome, code: "X", message: "no", targets: {} };
      // Nothing else of an outcome is read.
      return running(`op-${index}`, { phase: "settled", outcome: told as unknown as Outcome });
    });
    expect(rowsOf(snapshots, { columns: 79, rows: 5 })).toContain("  and 1 more failed, 2 more done");
  });

  test("shows reasons for as long as there is room for them all", () => {
    expect([9, 10, 11].map(reasonsIn)).toEqual([2, 4, 4]);
  });
});
