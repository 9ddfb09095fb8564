import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { defaultPolicy } from "../../src/core/options.js";

test("docs/library.md has each option with its default", () => {
  const page = readFileSync(new URL("../../docs/library.md", import.meta.url), "utf8");
  const documented = new Map<string, number>();
  for (const [, names = "", values = ""] of page.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| ([\d., ]+) \|/gm))
    for (const [index, name] of names.split(", ").entries())
      documented.set(name.replaceAll("`", ""), Number(values.split(", ")[index]));
  // It is no option of its own: `minDelay` sets both.
  const { knownMinDelay: _, ...defaults } = defaultPolicy;
  expect(Object.fromEntries(documented)).toEqual(defaults);
});
