// Puts every mutant of some source files into one instrumented copy of each, switched on by a global variable, and bundles
// each test file with those copies.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Instrumenter } from "@stryker-mutator/instrumenter";
import { rolldown } from "rolldown";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const here = dirname(fileURLToPath(import.meta.url));
/** Of this run alone: others may be under way. */
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
  return {
    code: new Map(result.files.map(({ name, content }) => [join(root, name), content])),
    mutants: result.mutants.map(({ id, fileName, mutatorName, location, replacement }) => ({
      id,
      file: fileName,
      mutator: mutatorName,
      line: location.start.line + 1,
      original: textAt(join(root, fileName), location),
      replacement,
    })),
  };
}

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
      external: (id) => !/^[./]/.test(id) && !stand.test(id),
      plugins: [mutated(code)],
    });
    const path = join(cache, `${file.replaceAll(/\W+/g, "-")}.mjs`);
    await build.write({ file: path, format: "esm", sourcemap: false });
    await build.close();
    bundles.set(file, path);
  }
  return bundles;
}

const stand = /^(vitest|@fast-check\/vitest)$/;

function mutated(code) {
  return {
    name: "mutated",
    resolveId(id) {
      return stand.test(id) ? { id: join(here, "vitest.mjs"), external: "absolute" } : null;
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
