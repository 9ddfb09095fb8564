import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { exitCodeByOutcome } from "../../src/cli/exit-status.js";
import { table } from "./generated.js";

const readme = fileURLToPath(new URL("../../README.md", import.meta.url));
const comparison = readFileSync(new URL("../../docs/comparison.md", import.meta.url), "utf8");
const between =
  /(<!-- comparison, written by UPDATE_DOCS=1 npx vitest run test\/docs\/readme -->\n)[^]*(<!-- end of comparison -->)/;

/** The bugs that the README names: those that people meet first. */
const named = [1, 4, 7, 13, 16];

function shortTable(): string {
  const rows = comparison
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [[, , ...packages] = []] = rows;
  const chosen = named.map((number) => rows.find(([first]) => first === String(number)) ?? []);
  const inAll = rows.find(([, bug]) => bug === "in all") ?? [];
  return table(
    ["Bug", ...packages],
    [...chosen, ["", `all ${rows.length - 3}`, ...inAll.slice(2)]].map(([, ...cells]) => cells),
  );
}

test("README.md compares as docs/comparison.md does", () => {
  const text = readFileSync(readme, "utf8");
  expect(text).toMatch(between);
  const expected = text.replace(between, `$1\n${shortTable()}\n\n$2`);
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(readme, expected);
  expect(readFileSync(readme, "utf8")).toBe(expected);
});

test("README.md is short", () => {
  expect(readFileSync(readme, "utf8").split("\n").length).toBeLessThan(130);
});

test.each(["README.md", "docs/cli.md"])("%s gives each outcome its exit status", (page) => {
  const rows = readFileSync(new URL(`../../${page}`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => /^\| [\d, ]+ \|/.test(line));
  for (const [outcome, status] of exitCodeByOutcome) {
    const row = rows.find((line) => new RegExp(`^\\| [\\d, ]*\\b${status}\\b`).test(line)) ?? "";
    const words = outcome === "invalid" ? /invalid|usage error/ : new RegExp(outcome.replace("-", "[- ]"));
    expect([outcome, row]).toEqual([outcome, expect.stringMatching(words)]);
  }
});
