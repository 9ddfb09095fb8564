import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { builtPackage } from "../support/built.js";

const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as { exports: Record<string, string> };
const entries = Object.values(exports).filter((file) => file.endsWith(".js"));

test("a class that several entries export is the same one", async () => {
  const classes = new Map<string, unknown>();
  let shared = 0;
  for (const entry of entries) {
    const file = join(builtPackage(), "..", entry);
    const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module)) {
      if (typeof value !== "function" || !/^class\b/.test(String(value))) continue;
      if (classes.has(name)) shared++;
      expect([name, classes.get(name) ?? value]).toEqual([name, value]);
      classes.set(name, value);
    }
  }
  expect(shared).toBeGreaterThan(1);
});

test("every source is in one file, whichever entry is loaded", () => {
  const maps = readdirSync(builtPackage(), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".js.map"),
  );
  const sources = maps.flatMap((map) => {
    const { sources } = JSON.parse(readFileSync(join(builtPackage(), map), "utf8")) as { sources: string[] };
    return sources.map((source) => source.replace(/^(\.\.\/)*/, ""));
  });
  expect(sources.length).toBeGreaterThan(150);
  expect(sources.filter((source, place) => sources.indexOf(source) !== place)).toEqual([]);
});

test("the main entry is few files, as each takes time to load", () => {
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const [, from = ""] of readFileSync(file, "utf8").matchAll(
      /^(?:import|export)\b[^"\n]*"(\.[^"]+)";/gm,
    ))
      load(join(file, "..", from));
  };
  load(join(builtPackage(), "index.js"));
  expect(loaded.size).toBeLessThanOrEqual(4);
});
