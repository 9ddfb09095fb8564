// The package in Jest, by either of the two settings that docs/library.md gives.
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bin, consumer, root, run } from "./support.js";

/** A folder with one test, a configuration, and what they need. */
function project(name: string, testFile: string, config: string): string {
  const folder = join(consumer(), `jest-${name}`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(consumer(), "jest", testFile), join(folder, testFile));
  cpSync(join(root, "test/platform/fake-timers/waits.mjs"), join(folder, "waits.mjs"));
  writeFileSync(join(folder, "jest.config.cjs"), config);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return folder;
}

async function jest(folder: string, nodeOptions: readonly string[]): Promise<string> {
  const args = [...nodeOptions, "--no-warnings", bin("jest/bin/jest.js"), "--no-cache", "--rootDir", folder];
  return (await run(process.execPath, args, folder)).printed;
}

test("with --experimental-vm-modules and ES modules", async () => {
  const folder = project("modules", "module.test.js", "module.exports = { transform: {} };");
  expect(await jest(folder, ["--experimental-vm-modules"])).toMatch(/^Tests: +15 passed, 15 total$/m);
});

test("with CommonJS, by the configuration of docs/library.md", async () => {
  const page = readFileSync(join(root, "docs/library.md"), "utf8");
  const [, config = ""] = /^```js\n(\/\/ jest\.config\.js.*?)^```/ms.exec(page) ?? [];
  const folder = project("required", "required.test.cjs", config);
  expect(await jest(folder, [])).toMatch(/^Tests: +1 passed, 1 total$/m);
});
