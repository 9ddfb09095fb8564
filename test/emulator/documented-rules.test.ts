import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { actionNames } from "../../src/emulator/protocol/api-names.js";
import { documentedRules, type DocumentedRule } from "./documented-rules.js";

const page = fileURLToPath(new URL("../../docs/emulator.md", import.meta.url));
const between =
  /(<!-- rules, written by UPDATE_DOCS=1 npx vitest run test\/emulator\/documented-rules -->\n)[^]*(<!-- end of rules -->)/;

function row({ actions, rule, source, test: [file, title] }: DocumentedRule): string {
  const about = actions.length === 0 ? "all" : actions.join(", ");
  const cells = [about, rule, source ?? "**not documented: our choice**", `${file}: ${title}`];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

test("every rule is held by a test that is there", () => {
  for (const {
    rule,
    test: [file, title],
  } of documentedRules) {
    const text = readFileSync(fileURLToPath(new URL(file, import.meta.url)), "utf8");
    expect([
      rule,
      text.includes(`(${JSON.stringify(title)}`) || text.includes(`\n    ${JSON.stringify(title)},`),
    ]).toEqual([rule, true]);
  }
});

test("every action has a rule of its own", () => {
  const named = new Set(documentedRules.flatMap(({ actions }) => actions));
  expect(actionNames.filter((action) => !named.has(action))).toEqual([]);
});

test("docs/emulator.md has the table of them", () => {
  const head = "| action | rule | source | test |\n|---|---|---|---|";
  const table = [head, ...documentedRules.map(row)].join("\n");
  const text = readFileSync(page, "utf8");
  const expected = text.replace(between, `$1\n${table}\n\n$2`);
  expect(text).toMatch(between);
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(page, expected);
  expect(readFileSync(page, "utf8")).toBe(expected);
});
