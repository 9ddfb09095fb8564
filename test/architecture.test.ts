// The rules of the house, held against all of src/: see docs/architecture.md.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseSyntax, type Syntax } from "./support/syntax.js";

const root = fileURLToPath(new URL("../src", import.meta.url));

const mostLines = 250;
const mostFunctionLines = 60;
const mostSiblings = 10;

/** Each room, and what it may import beside its own files: rooms and single files. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  core: [],
  platform: [],
  "waiter/rate": ["core", "platform"],
  "waiter/request": ["core", "platform", "waiter/rate"],
  "waiter/result": ["core"],
  "waiter/events": ["core", "platform", "waiter/result"],
  waiter: ["core", "platform", "waiter/rate", "waiter/request", "waiter/result", "waiter/events"],
  "emulator/protocol": ["core/text.ts"],
  "emulator/scenario": ["core/text.ts", "emulator/protocol"],
  "emulator/account": ["core/text.ts", "emulator/protocol", "emulator/scenario"],
  "emulator/actions": ["core/text.ts", "emulator/protocol", "emulator/scenario", "emulator/account"],
  "emulator/transport": [
    "core/text.ts",
    "platform",
    "emulator/protocol",
    "emulator/scenario",
    "emulator/account",
    "emulator/actions",
  ],
  "emulator/command": ["core/text.ts", "emulator/protocol", "emulator/scenario", "emulator/transport"],
  emulator: ["core/text.ts", "emulator"],
  cli: ["core", "platform", "waiter", "emulator", "engines", "web"],
  engines: ["core", "platform", "waiter"],
  otel: ["core", "platform", "waiter"],
  web: ["core", "platform", "waiter"],
  ui: ["core", "platform", "waiter", "web"],
  // The main entry of the package.
  "index.ts": ["core", "waiter", "engines"],
};

type Rule = "circles" | "arrows" | "files" | "functions" | "siblings";

/**
 * What doesn't keep a rule yet, as the tests name it, with who is to put it right. An entry that has become untrue fails the
 * test too, so that the lists only shrink; they are empty when the house is in order.
 */
const exceptions: Readonly<Record<Rule, readonly string[]>> = {
  circles: [],
  arrows: [],
  files: [],
  functions: [],
  siblings: [],
};

interface Source extends Syntax {
  /** Below src/, with slashes. */
  readonly path: string;
  readonly lines: number;
  /** The files of src/ that it imports. */
  readonly targets: readonly string[];
}

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), "utf8");
  const syntax = parseSyntax(text);
  const targets = syntax.imports
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".ts"));
  return { path, lines: text.trimEnd().split("\n").length, targets: [...new Set(targets)], ...syntax };
}

const sources: readonly Source[] = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => readSource(relative(root, join(entry.parentPath, entry.name)).split(sep).join("/")))
  .toSorted((a, b) => (a.path < b.path ? -1 : 1));
const byPath: ReadonlyMap<string, Source> = new Map(sources.map((source) => [source.path, source]));

/** The innermost room that a file is in. */
function roomOf(path: string): string | undefined {
  return Object.keys(arrows)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .toSorted((a, b) => b.length - a.length)[0];
}

function isAllowed(from: string, to: string): boolean {
  const room = roomOf(from);
  if (room === undefined) return false;
  return (
    roomOf(to) === room || (arrows[room] ?? []).some((place) => to === place || to.startsWith(`${place}/`))
  );
}

/** Circles of files, each from the one that comes first by its name. */
function circles(): readonly string[] {
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (path: string, above: readonly string[]): void => {
    const place = above.indexOf(path);
    if (place !== -1) found.add(circleName(above.slice(place)));
    if (done.has(path) || place !== -1) return;
    for (const target of byPath.get(path)?.targets ?? []) visit(target, [...above, path]);
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  return [...found];
}

function circleName(files: readonly string[]): string {
  const first = files.indexOf(files.toSorted()[0] ?? "");
  const turned = [...files.slice(first), ...files.slice(0, first)];
  return [...turned, turned[0]].join(" → ");
}

/** The files of its own folder that a file imports; those of the folder's subfolders count as others. */
function siblingsOf({ path, targets }: Source): readonly string[] {
  return targets.filter((target) => posix.dirname(target) === posix.dirname(path));
}

test("every file is in a room, and every import of src/ leads to a file", () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter(({ path }) => roomOf(path) === undefined).map(({ path }) => path)).toEqual([]);
  expect(sources.flatMap(({ targets }) => targets).filter((target) => !byPath.has(target))).toEqual([]);
});

test("no file imports itself in a circle", () => {
  expect(circles()).toEqual(exceptions.circles);
});

test("imports point one way between the rooms", () => {
  const wrong = sources.flatMap(({ path, targets }) =>
    targets.filter((target) => !isAllowed(path, target)).map((target) => `${path} → ${target}`),
  );
  expect(wrong).toEqual(exceptions.arrows);
});

test(`no file is longer than ${mostLines} lines`, () => {
  const long = sources.filter(({ lines }) => lines > mostLines).map(({ path }) => path);
  expect(long).toEqual(exceptions.files);
});

test(`no function is longer than ${mostFunctionLines} lines`, () => {
  const long = sources.flatMap(({ path, functions }) =>
    functions.filter(({ lines }) => lines > mostFunctionLines).map(({ name }) => `${path}: ${name}`),
  );
  expect(long).toEqual(exceptions.functions);
});

test(`no file imports more than ${mostSiblings} files of its own folder`, () => {
  const crowded = sources
    .filter((source) => siblingsOf(source).length > mostSiblings)
    .map(({ path }) => path);
  expect(crowded).toEqual(exceptions.siblings);
});

test.each(["docs/architecture.md", "CONTRIBUTING.md"])(
  "%s names files and folders that there are",
  (file) => {
    const place = join(root, "..");
    const named = readFileSync(join(place, file), "utf8").matchAll(/`((?:src|test|docs|api)\/[\w./-]*)`/g);
    const paths = Array.from(named, ([, path = ""]) => path);
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(join(place, path)))).toEqual([]);
  },
);
