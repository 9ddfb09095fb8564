// Puts every mutant of some source files into one instrumented copy of each, switched on by a global variable, and bundles
// each test file with those copies.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Instrumenter } from "@stryker-mutator/instrumenter";
import { rolldown } from "rolldown";
import { transformSync } from "rolldown/utils";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const here = dirname(fileURLToPath(import.meta.url));
/** Of this run alone: others may be in progress. */
const cache = join(root, "node_modules/.cache", `mutants-${process.pid}`);
process.once("exit", () => rmSync(cache, { recursive: true, force: true }));

/** All files under a folder, or the file itself, by their paths from the root. */
export function filesUnder(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** The mutants of some files, and the files' instrumented code by path. */
export async function instrument(files) {
  const quiet = {
    isDebugEnabled: () => false,
    debug() {},
    info() {},
    warn: console.warn,
    error: console.error,
  };
  const inputs = files.map((name) => ({
    name,
    mutate: true,
    content: readFileSync(join(root, name), "utf8"),
  }));
  const options = { ignorers: [], excludedMutations: [], noHeader: false, plugins: null };
  const result = await new Instrumenter(quiet).instrument(inputs, options);
  // What a bundler must be able to read, and the compiler checks.
  const specifiers = new Set();
  const readable = (content) =>
    content.replaceAll(importedMutant, (_all, id, specifier) => {
      specifiers.add(id);
      return `import(${specifier})`;
    });
  const counts = new Map();
  const indexIn = (file) => {
    const index = counts.get(file) ?? 0;
    counts.set(file, index + 1);
    return index;
  };
  return {
    code: new Map(result.files.map(({ name, content }) => [join(root, name), readable(content)])),
    mutants: result.mutants
      .filter(({ id }) => !specifiers.has(id))
      .map(({ id, fileName, mutatorName, location, replacement }) => ({
        id,
        file: fileName,
        /** Which of its file's it is. */
        index: indexIn(fileName),
        mutator: mutatorName,
        line: location.start.line + 1,
        original: textAt(join(root, fileName), location),
        replacement,
      })),
  };
}

const importedMutant = /import\(stryMutAct_\w+\("(\d+)"\) \? "" : \(stryCov_\w+\("\d+"\), ("[^"]+")\)\)/g;

function textAt(path, { start, end }) {
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .slice(start.line, end.line + 1);
  // The end first: on a single line, the start would move it.
  lines.push(lines.pop().slice(0, end.column));
  return lines.join("\n").slice(start.column);
}

/** Bundles test files with the instrumented code; returns the bundles by the test's path. */
export async function bundle(testFiles, code) {
  mkdirSync(cache, { recursive: true });
  const bundles = new Map();
  for (const file of testFiles) {
    const build = await rolldown({
      input: join(root, file),
      platform: "node",
      logLevel: "silent",
      external: (id, importer) => !/^[./]/.test(id) && !hasStandIn(id, importer),
      plugins: [mutated(code)],
    });
    const path = join(cache, `${file.replaceAll(/\W+/g, "-")}.mjs`);
    await build.write({ file: path, format: "esm", sourcemap: false, codeSplitting: false });
    await build.close();
    bundles.set(file, path);
  }
  return bundles;
}

/** Whether a module of this folder takes a module's place in the tests. */
function hasStandIn(id, importer) {
  if (id === "node:child_process") return importer === join(root, "test/support/built.ts");
  return id === "vitest" || id === "@fast-check/vitest";
}

/** Bundles the command as a function of all that is particular to a process; returns the bundle's path. */
export async function bundleCommand(code) {
  mkdirSync(cache, { recursive: true });
  const build = await rolldown({
    input: join(root, "src/cli/main.ts"),
    platform: "node",
    logLevel: "silent",
    external: /^(node:|@aws-sdk\/|proxy-agent$)/,
    plugins: [asFunction, mutated(code)],
  });
  const path = join(cache, "command.cjs");
  await build.write({ file: path, format: "cjs", sourcemap: false, codeSplitting: false });
  await build.close();
  return path;
}

/** The package as it is shipped, but for the instrumented files; returns its folder. */
export function buildPackage(code) {
  const folder = join(cache, "package");
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const outDir = ["--outDir", join(folder, "dist")];
  for (const project of [["tsconfig.build.json"], ["src/ui", "--noEmit", "false"]])
    execFileSync(process.execPath, [compiler, "-p", ...project, ...outDir], { cwd: root });
  for (const [path, text] of code) {
    const file = join(folder, "dist", relative(join(root, "src"), path).replace(/\.ts$/, ".js"));
    writeFileSync(file, transformSync(path, text).code);
  }
  return folder;
}

/** What main.ts does as it is loaded, in a function instead. */
const asFunction = {
  name: "as-function",
  transform: {
    order: "pre",
    handler(text, id) {
      if (id !== join(root, "src/cli/main.ts")) return null;
      const imports = [];
      const body = text.replace(/^#!.*/, "").replaceAll(/^import [^;]*;/gm, (line) => {
        imports.push(line);
        return "";
      });
      return `${imports.join("\n")}\nexport async function main() {\n${body}\n}`;
    },
  },
};

function mutated(code) {
  return {
    name: "mutated",
    resolveId(id, importer) {
      if (!hasStandIn(id, importer)) return null;
      const file = id.startsWith("node:") ? "command.mjs" : "vitest.mjs";
      return { id: join(here, file), external: "absolute" };
    },
    load(id) {
      return code.get(id) ?? null;
    },
    transform(text, id) {
      // Tests look for files beside themselves, and not beside the bundle.
      return text.includes("import.meta.url")
        ? text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(id).href))
        : null;
    },
  };
}

/** How near a test file is to a source file: the mirrored one comes first. */
export function nearness(testFile, sourceFile) {
  const [test, source] = [testFile.replace(/^test\//, ""), sourceFile.replace(/^src\//, "")];
  if (test.replace(/(\.\w+)?\.test\.tsx?$/, "") === source.replace(/\.tsx?$/, "")) return 3;
  if (basename(test).split(".")[0] === basename(source).split(".")[0]) return 2;
  return dirname(test) === dirname(source) ? 1 : 0;
}
