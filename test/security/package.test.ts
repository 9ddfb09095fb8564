// What installing this package brings along and lets run, and what its code can reach.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, "utf8");

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

interface Locked {
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(read("package.json")) as Manifest;
const { packages } = JSON.parse(read("package-lock.json")) as { packages: Readonly<Record<string, Locked>> };

/** Some packages and all that they depend on. */
function closure(names: readonly string[]): Map<string, Locked> {
  const found = new Map<string, Locked>();
  const add = (name: string): void => {
    const locked = packages[`node_modules/${name}`];
    if (locked === undefined || found.has(name)) return;
    found.set(name, locked);
    for (const dependency of Object.keys(locked.dependencies ?? {})) add(dependency);
  };
  for (const name of names) add(name);
  return found;
}

const own = closure(Object.keys(manifest.dependencies));
const all = closure([...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)]);

describe("an installation", () => {
  test("runs no script, of this package or of any that it brings", () => {
    expect(Object.keys(manifest.scripts)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(pre|post)?install$|^prepare$/)]),
    );
    expect([...all].filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name)).toEqual([]);
  });

  test("brings only what docs/security.md lists, under the licences that it names", () => {
    const page = read("docs/security.md");
    for (const [name, { license }] of own) expect(page).toContain(`| ${name} | ${license} |`);
    expect(new Set([...all.values()].map(({ license }) => license))).toEqual(
      new Set(["MIT", "Apache-2.0", "0BSD", "BSD-2-Clause", "BlueOak-1.0.0"]),
    );
    for (const version of Object.values(manifest.dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

const sources = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => [file, read(`src/${file}`).replaceAll(/\/\*.*?\*\/|\/\/.*$/gms, "")] as const);

/** The folders of src whose code matches. */
function foldersWith(pattern: RegExp): string[] {
  return [
    ...new Set(sources.filter(([, code]) => pattern.test(code)).map(([file]) => file.split("/")[0] ?? "")),
  ].toSorted();
}

describe("the code", () => {
  test("makes no code from text", () => {
    expect(foldersWith(/\beval\(|new Function|node:vm|node:worker_threads/)).toEqual([]);
  });

  test.each([
    ["starts a process", /"node:child_process"/, ["cli", "emulator"]],
    ["reads or writes files", /"node:fs/, ["cli", "emulator", "web"]],
    ["listens on a port", /\bcreateServer\b/, ["emulator", "web"]],
  ])("%s in these rooms alone", (_what, pattern, rooms) => {
    expect(rooms).toEqual(expect.arrayContaining(foldersWith(pattern)));
  });

  test("reads the environment in the commands alone", () => {
    expect(foldersWith(/\bprocess\.env\b/).filter((room) => room !== "cli" && room !== "emulator")).toEqual(
      [],
    );
  });
});

test("every test that docs/security.md names is there", () => {
  const named = [...read("docs/security.md").matchAll(/`(test\/[\w./-]+)`/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
});
