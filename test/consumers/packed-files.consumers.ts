// What `npm pack` puts into the package: all that it promises, and nothing else.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { expect, test } from "vitest";
import { consumer } from "./support.js";

const packed = JSON.parse(process.env["CLOUDMAP_WAITER_PACKED"] ?? "[]") as readonly string[];
const files = new Set(packed);
const shipped = join(consumer(), "node_modules/cloudmap-waiter");
const read = (file: string): string => readFileSync(join(shipped, file), "utf8");

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string>>;
  readonly man: readonly string[];
}

const manifest = JSON.parse(read("package.json")) as Manifest;

const allowed = [
  /^(README|CHANGELOG|CONTRIBUTING)\.md$/,
  /^LICENSE$/,
  /^package\.json$/,
  /^dist\/[\w/-]+\.(js|js\.map|d\.ts)$/,
  /^docs\/[\w-]+\.(md|svg|png)$/,
  /^examples\/.+$/,
  /^man\/cloudmap-(emulator|wait)\.1$/,
  /^schema\/(events|scenario)\.schema\.json$/,
];

test("holds nothing but these", () => {
  expect(packed.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
});

test("leaves out what others must not get", () => {
  const unwanted = /node_modules|package-lock\.json|\.tsbuildinfo$|\.env|\.log$|cdk\.out|(^|\/)coverage\//;
  expect(packed.filter((file) => unwanted.test(file))).toEqual([]);
});

test("has every program, entry and page that package.json names", () => {
  const named = [...Object.values(manifest.bin), ...Object.values(manifest.exports), ...manifest.man];
  expect(named.map((file) => posix.normalize(file)).filter((file) => !files.has(file))).toEqual([]);
});

test("has declarations for every entry", () => {
  const declarations = Object.values(manifest.exports)
    .filter((file) => file.endsWith(".js"))
    .map((file) => posix.normalize(file.replace(/\.js$/, ".d.ts")));
  expect(declarations.filter((file) => !files.has(file))).toEqual([]);
});

test("has what its own pages link to", () => {
  const dangling = packed
    .filter((file) => file.endsWith(".md"))
    .flatMap((page) =>
      [...read(page).matchAll(/(?:\]\(|src="|srcset=")([^)"#\s]+)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !/^[a-z]+:|^\/\w*events/.test(target))
        .filter((target) => !existsSync(join(shipped, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
  expect(dangling).toEqual([]);
});

test("has every source map that a file refers to, with the sources in it, which are not published", () => {
  const referring = packed.flatMap((file) => {
    const [, map] = /\.(?:js|d\.ts)$/.test(file) ? (/sourceMappingURL=(\S+)/.exec(read(file)) ?? []) : [];
    return map === undefined ? [] : [posix.join(dirname(file), map)];
  });
  expect(referring).toContain("dist/chunks/waiter.js.map");
  // Debuggers and bundlers warn of a map, and of a source, that isn't there.
  const wanting = referring.filter((map) => {
    if (!files.has(map)) return true;
    const { sources, sourcesContent } = JSON.parse(read(map)) as Record<string, readonly unknown[]>;
    return sourcesContent?.length !== sources?.length || sourcesContent?.includes(null);
  });
  expect(wanting).toEqual([]);
});
