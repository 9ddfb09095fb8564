// Uses the package as others do: packed, installed, compiled by their compilers, and loaded with import and require().
//
//   npm run test:consumers                      with the Node that runs it
//   npm run test:consumers -- --nodes 22,24,26  and with these, which npm fetches

import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
const nodes = parseArgs({ options: { nodes: { type: "string", default: "" } } }).values.nodes;
const folder = mkdtempSync(join(tmpdir(), "cloudmap-waiter-consumers-"));
const modules = join(folder, "node_modules");
const programs = ["use.mjs", "use.cjs"];
let failures = 0;

function report(name, problem) {
  if (problem !== "") failures++;
  console.log(problem === "" ? `ok      ${name}` : `FAILED  ${name}\n${problem}`);
}

function run(command, args, cwd = folder) {
  // npm is a script on Windows, which only a shell starts.
  const shell = process.platform === "win32" && command !== process.execPath;
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", shell });
  return { problem: status === 0 ? "" : `${error ?? ""}${stdout}${stderr}`, stdout };
}

function mustRun(command, args, cwd) {
  const { problem, stdout } = run(command, args, cwd);
  if (problem !== "") throw new Error(`${command} ${args.join(" ")}: ${problem}`);
  return stdout;
}

/** Installs what package.json names, and the packed package beside it. */
function install() {
  for (const file of ["package.json", "package-lock.json", ...programs, "wait.cjs"])
    cpSync(join(here, file), join(folder, file));
  mustRun("npm", ["ci", "--no-audit", "--no-fund"]);
  const [{ filename }] = JSON.parse(
    mustRun("npm", ["pack", "--json", "--silent", "--pack-destination", folder], root).replace(/^[^[]*/, ""),
  );
  mustRun("npm", ["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", `./${filename}`]);
}

/** A folder in which the peer dependency is another version; it has the package to itself. */
function installBesideOldestSdk() {
  const oldest = join(folder, "oldest/node_modules");
  mkdirSync(join(oldest, "@aws-sdk"), { recursive: true });
  cpSync(join(modules, "cloudmap-waiter"), join(oldest, "cloudmap-waiter"), { recursive: true });
  symlinkSync(join(modules, "sdk-oldest"), join(oldest, "@aws-sdk/client-servicediscovery"), "junction");
  return join(folder, "oldest");
}

const claims = readFileSync(join(root, "test/public-types.test-d.ts"), "utf8").replace(
  '"../src/index.js"',
  '"cloudmap-waiter"',
);

/** Every entry loads; what they export is held by the claims and the API reports. An element needs the DOM's types. */
function entriesProgram(hasDom) {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const specifiers = Object.keys(exports).filter(
    (entry) => !entry.endsWith("json") && (hasDom || entry !== "./ui"),
  );
  const imports = specifiers.map((entry, i) => `import * as m${i} from "cloudmap-waiter${entry.slice(1)}";`);
  return { imports: imports.join("\n"), used: `void [${specifiers.map((_, i) => `m${i}`).join(", ")}];\n` };
}

function compile(name, place, compiler, compilerOptions, files) {
  const project = mkdtempSync(join(place, "program-"));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text);
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  const strict = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    // What the package declares is checked too; what others' packages declare is theirs.
    skipLibCheck: false,
    target: "es2022",
  };
  writeFileSync(
    join(project, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...strict, ...compilerOptions }, files: Object.keys(files) }),
  );
  const { problem } = run(process.execPath, [join(modules, compiler, "bin/tsc"), "-p", project]);
  const errors = problem.split("\n").filter((line) => / error TS/.test(line));
  const ours = errors.filter((line) => !/node_modules\/(?!cloudmap-waiter\/)[^:]*: error/.test(line));
  report(name, errors.length > 0 ? ours.join("\n") : problem);
}

const moduleSystems = {
  nodenext: { module: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};
const libraries = {
  "without the DOM": { lib: ["es2022"], types: ["node"] },
  "with the DOM": { lib: ["es2022", "dom", "dom.iterable"], types: ["node"] },
};

function checkTypes(oldest) {
  const otherCopy = claims.replace('"@aws-sdk/client-servicediscovery"', '"sdk-oldest"');
  for (const compiler of ["typescript-5.9", "typescript-6", "typescript-7"]) {
    for (const [system, moduleOptions] of Object.entries(moduleSystems))
      for (const [library, libraryOptions] of Object.entries(libraries)) {
        const options = { ...moduleOptions, ...libraryOptions };
        const { imports, used } = entriesProgram(libraryOptions.lib.includes("dom"));
        const entries = `${imports}\n${used}`;
        const files = { "claims.ts": claims, "entries.ts": entries };
        // CommonJS requires ES modules by `nodenext`.
        if (system === "nodenext") files["entries.cts"] = entries;
        compile(`${compiler}, ${system}, ${library}`, folder, compiler, options, files);
      }
    const options = { ...moduleSystems.nodenext, ...libraries["without the DOM"] };
    compile(`${compiler}, SDK 3.485`, oldest, compiler, options, { "claims.ts": claims });
    compile(`${compiler}, a client of SDK 3.485 beside the newest`, folder, compiler, options, {
      "claims.ts": otherCopy,
    });
  }
}

function checkLoading(oldest) {
  for (const file of [...programs, "wait.cjs"]) cpSync(join(folder, file), join(oldest, file));
  for (const file of programs) {
    report(`Node ${process.version}, ${file}`, run(process.execPath, [file]).problem);
    report(`Node ${process.version}, ${file}, SDK 3.485`, run(process.execPath, [file], oldest).problem);
    for (const node of nodes.split(",").filter((version) => version !== ""))
      report(`Node ${node}, ${file}`, run("npx", ["-y", "-p", `node@${node}`, "node", file]).problem);
  }
}

/** Debuggers and bundlers warn of a map that isn't there. */
function checkSourceMaps() {
  const shipped = join(modules, "cloudmap-waiter");
  const dangling = readdirSync(shipped, { recursive: true })
    .filter((file) => /\.(js|d\.ts)$/.test(file))
    .filter((file) => readFileSync(join(shipped, file), "utf8").includes("sourceMappingURL"));
  report("no published file refers to a source map", dangling.join("\n"));
}

try {
  install();
  checkSourceMaps();
  const oldest = installBesideOldestSdk();
  checkLoading(oldest);
  checkTypes(oldest);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(failures === 0 ? "all consumers are served" : `${failures} consumers are not served`);
if (failures > 0) process.exitCode = 1;
