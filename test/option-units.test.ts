// An editor shows an option's docstring: where a number has a unit, the unit comes first.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../src", import.meta.url));

const units = /^(Seconds|Milliseconds|Requests)\b/;

const optionInterfaces =
  /^export interface (\w*(?:Options|Config|Rule|Parameters|Quota|Throttle|Limits)) [^{]*\{\n(.*?)^\}/gms;
const members = /(?:\/\*\*((?:(?!\*\/).)*)\*\/\s*)?(?:readonly )?(\w+)\??: number(?: \| undefined)?;/gs;

/** The options of a file that are numbers, with the docstring of each. */
function numbersIn(file: string): readonly { readonly name: string; readonly text: string }[] {
  const code = readFileSync(join(root, file), "utf8");
  return Array.from(code.matchAll(optionInterfaces)).flatMap(([, owner = "", body = ""]) =>
    Array.from(body.matchAll(members), ([, text = "", member = ""]) => ({
      name: `${owner}.${member}`,
      text: text.replaceAll(/\s*\*\s+/g, " ").trim(),
    })),
  );
}

function hasUnit({ name, text }: { readonly name: string; readonly text: string }): boolean {
  return name.endsWith("Ms") || /\bseconds?\b/i.test(text);
}

test("every option that is a duration or a rate says its unit first", () => {
  const options = readdirSync(root, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(".ts") && !file.startsWith("cli"))
    .flatMap(numbersIn)
    .filter(hasUnit);
  expect(options.length).toBeGreaterThan(10);
  expect(options.filter(({ text }) => !units.test(text)).map(({ name }) => name)).toEqual([]);
});
