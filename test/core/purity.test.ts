import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const core = fileURLToPath(new URL("../../src/core/", import.meta.url));
const files = readdirSync(core);

describe.each(files)("src/core/%s", (file) => {
  const code = readFileSync(`${core}${file}`, "utf8").replaceAll(/\/\*.*?\*\/|\/\/.*$/gms, "");

  test("imports nothing from outside the core", () => {
    const imported = [...code.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, path]) => path);
    expect(imported.filter((path) => !/^\.\/[\w-]+\.js$/.test(path ?? ""))).toEqual([]);
  });

  test("has no clock, no randomness, no timer and no input or output", () => {
    expect(code).not.toMatch(
      /Date\.now|new Date\(\)|Date\(\)|performance|Math\.random|crypto|setTimeout|setInterval|setImmediate|queueMicrotask|process\.|console\.|fetch\(|require\(/,
    );
  });
});

test("the core has files to check", () => {
  expect(files.length).toBeGreaterThan(5);
});
