import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { run } from "../support/built.js";
import { place, type Place } from "./support.js";

const makefile = fileURLToPath(new URL("../../examples/recipes/make/Makefile", import.meta.url));

async function make({ folder, env }: Place, ...args: readonly string[]) {
  const cwd = join(folder, "project");
  mkdirSync(cwd, { recursive: true });
  copyFileSync(makefile, join(cwd, "Makefile"));
  const ended = await run("make", ["--silent", "-C", cwd, ...args], env).finished;
  return { ...ended, file: join(cwd, "namespace.id") };
}

describe("make/Makefile", () => {
  test("creates the namespace once, and keeps its id", async () => {
    const there = await place({ durations: { "*": 0.2 } });
    const first = await make(there, "deploy", "NAME=shop");
    expect(first.code).toBe(0);
    const id = readFileSync(first.file, "utf8").trim();
    expect(id).toMatch(/^ns-/);
    expect(first.stdout).toBe(`The namespace is ${id}\n`);
    expect((await make(there, "deploy", "NAME=shop")).stdout).toBe(first.stdout);
    expect(there.emulator.operations()).toHaveLength(1);
  });

  test("keeps no file of a namespace that failed", async () => {
    const there = await place({ durations: { "*": 0.2 }, failures: [{ on: "*", code: "ACCESS_DENIED" }] });
    const { code, stderr, file } = await make(there, "deploy");
    expect(code).toBe(2);
    expect(stderr).toContain("ACCESS_DENIED");
    expect(existsSync(file)).toBe(false);
  });
});
