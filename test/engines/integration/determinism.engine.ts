import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const programs = ["node-20", "node-22", "node", "node-26"]
  .map((name) => fileURLToPath(new URL(`node_modules/${name}/bin/node`, import.meta.url)))
  // The others are there on Linux on x64 alone.
  .filter((path) => existsSync(path));

test("the same observations lead to the same decisions on every version of Node", () => {
  const script = fileURLToPath(new URL("decisions.mjs", import.meta.url));
  const printed = programs.map((program) => {
    const version = execFileSync(program, ["--version"], { encoding: "utf8" }).trim();
    const decided = execFileSync(program, [script], { encoding: "utf8" }).trim();
    console.log(`Node ${version}: ${decided}`);
    return decided;
  });
  expect(printed[0]).toMatch(/^\d{4,} decisions, [0-9a-f]{64}$/);
  expect(new Set(printed).size).toBe(1);
});
