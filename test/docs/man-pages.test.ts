import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { helpText } from "../../src/cli/commands/help.js";
import { defaultPort } from "../../src/emulator/command/options.js";
import { helpText as emulatorHelpText } from "../../src/emulator/command/text.js";

const pages = [
  { page: "man/cloudmap-emulator.1", help: emulatorHelpText },
  { page: "man/cloudmap-wait.1", help: helpText() },
];

/** What a man page says, without its markup. */
function read(page: string): string {
  const source = readFileSync(new URL(`../../${page}`, import.meta.url), "utf8");
  return source.replaceAll(/\\f[A-Z]/g, "").replaceAll("\\-", "-");
}

/** Our own: the examples have some of the AWS CLI. */
function flagsIn(text: string): string[] {
  const own = text.replaceAll(/\baws servicediscovery .*/g, "");
  return [...new Set(own.match(/(?<![\w-])--[a-z][a-z-]*/g))].toSorted();
}

test.each(pages)("$page has the flags of the help, and no others", ({ page, help }) => {
  const flags = flagsIn(read(page));
  expect(flags).toContain("--help");
  expect(flags).toEqual(flagsIn(help));
});

test("each page is installed", () => {
  expect(manifest.man).toEqual(pages.map(({ page }) => page));
});

test("the emulator's page names its port", () => {
  expect(read("man/cloudmap-emulator.1")).toContain(`Default ${defaultPort}`);
});
