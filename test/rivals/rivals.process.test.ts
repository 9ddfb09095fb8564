// Bugs that other packages have, which this one must not have. `npm run test:rivals` runs the same checks against those
// packages, and writes docs/comparison.md.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Verdict } from "./bug.js";
import { bugs } from "./bugs.js";
import { own } from "./own.js";
import { rivals } from "./packages.js";
import type { Subject } from "./subject.js";

const page = fileURLToPath(new URL("../../docs/comparison.md", import.meta.url));
const timeoutMs = 60_000;

describe("cloudmap-waiter has not the bug:", () => {
  test.each(bugs.map((bug, index) => [index + 1, bug.title, bug] as const))(
    "%i. %s",
    async (_number, _title, bug) => {
      expect(await bug.check(own)).toBe(true);
    },
    timeoutMs,
  );
});

test.runIf(process.env["RIVALS"] !== undefined)(
  "docs/comparison.md says what a run says",
  async () => {
    const subjects = [own, ...(await rivals())];
    const rows: Verdict[][] = [];
    for (const bug of bugs) {
      const row: Verdict[] = [];
      for (const subject of subjects) row.push(await bug.check(subject));
      rows.push(row);
    }
    const text = comparison(subjects, rows);
    if (process.env["RIVALS"] === "write") writeFileSync(page, text);
    expect(readFileSync(page, "utf8")).toBe(text);
  },
  20 * timeoutMs,
);

function comparison(subjects: readonly Subject[], rows: readonly Verdict[][]): string {
  return [
    "# Comparison",
    "",
    "Bugs seen in packages that wait for something, with a check for each. The checks run against this package and against others",
    "from npm, used as their documentation says, to wait for a Cloud Map operation. Written by `npm run test:rivals -- --write`;",
    "every cell is the result of a run, in virtual time. *Holds*: the check passes. *Has it*: the check fails, or the package offers",
    "nothing to avoid the bug. *Not applicable*: the package has nothing that could go wrong (no deadline, no signal, no handle).",
    "Some of these packages are not made to wait for an operation, so a cell doesn't judge a package.",
    "",
    `| | Bug | ${subjects.map(({ name }) => name).join(" | ")} |`,
    `| --: | --- |${" --- |".repeat(subjects.length)}`,
    ...bugs.map(
      ({ title }, index) => `| ${index + 1} | ${title} | ${(rows[index] ?? []).map(words).join(" | ")} |`,
    ),
    `| | in all | ${subjects.map((_, column) => totals(rows.map((row) => row[column]))).join(" | ")} |`,
    "",
  ].join("\n");
}

function words(verdict: Verdict): string {
  if (verdict === undefined) return "not applicable";
  return verdict ? "holds" : "**has it**";
}

function totals(column: readonly Verdict[]): string {
  const has = column.filter((verdict) => verdict === false).length;
  const holds = column.filter((verdict) => verdict === true).length;
  return `${holds} hold, ${has} don't`;
}
