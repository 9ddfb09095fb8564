/** examples/testing, run as a user runs it: with the package as it is shipped. */
import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { builtPackage, run } from "../support/built.js";
import { buildCli, startCli } from "./command/built-cli.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const examples = join(root, "examples/testing");

function isOwn(source: string): boolean {
  return !source.includes("node_modules");
}

/** A copy of an example beside the code that it tests, in which the package is found by its name. */
function copyOf(example: string): string {
  // Not inside node_modules, where test runners look for no tests.
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-testing-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["provision.js", example]) {
    cpSync(join(examples, name), join(folder, name), { recursive: true, filter: isOwn });
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (!name.startsWith(".")) symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  symlinkSync(dirname(builtPackage()), join(modules, "cloudmap-waiter"));
  const own = join(examples, example, "node_modules");
  if (existsSync(own)) symlinkSync(own, join(folder, example, "node_modules"));
  return join(folder, example);
}

/** Runs Node in a folder, and returns all that it printed; the surroundings of this runner are not handed on. */
async function runIn(cwd: string, args: readonly string[]): Promise<string> {
  const env = { PATH: process.env["PATH"], HOME: cwd, NO_COLOR: "1" };
  return await new Promise((resolve) => {
    execFile(process.execPath, ["--no-warnings", ...args], { cwd, env }, (error, stdout, stderr) => {
      resolve(`${stdout}${stderr}\n${error ? "not ok" : "all ok"}`);
    });
  });
}

function isInstalled(example: string, skip: (note: string) => void): boolean {
  const folder = join(examples, example, "node_modules");
  if (existsSync(folder) && readdirSync(folder).length > 0) return true;
  const why = `${example} is not here: npm ci --prefix examples/testing/${example}`;
  console.warn(`skipped: ${why}`);
  skip(why);
  return false;
}

test("vitest", async () => {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const printed = await runIn(copyOf("vitest"), [vitest, "run", "--root", "."]);
  expect(printed).toMatch(/4 passed/);
  // An unhandled rejection fails the run and none of its tests.
  expect(printed).toMatch(/\nall ok$/);
});

test("node:test", async () => {
  const printed = await runIn(copyOf("node-test"), ["--test", "--test-reporter=tap"]);
  expect(printed).toMatch(/^# pass 2$/m);
});

test("sinon", async ({ skip }) => {
  if (!isInstalled("sinon", skip)) return;
  expect(await runIn(copyOf("sinon"), ["--test", "--test-reporter=tap"])).toMatch(/^# pass 1$/m);
});

test("Jest, with ES modules and with CommonJS", async ({ skip }) => {
  if (!isInstalled("jest", skip)) return;
  const folder = copyOf("jest");
  const jest = join(examples, "jest/node_modules/jest/bin/jest.js");
  const printed = await runIn(folder, ["--experimental-vm-modules", jest, "--rootDir", folder]);
  expect(printed).toMatch(/Tests: +3 passed, 3 total/);
});

/** The JSON list that follows a word in a file. */
function listAfter(word: string, file: string): readonly string[] {
  const text = readFileSync(join(examples, "docker", file), "utf8");
  const [, list = "[]"] = new RegExp(`${word} (\\[.*\\])$`, "m").exec(text) ?? [];
  return JSON.parse(list) as readonly string[];
}

test("the commands of the Dockerfile and the compose file", async () => {
  const [command, ...entry] = listAfter("ENTRYPOINT", "Dockerfile");
  expect(command).toBe("cloudmap-emulator");
  const { url } = await startCli(buildCli(), [...entry, ...listAfter("command:", "compose.yaml")]);
  const { port } = new URL(url);
  const [node, ...args] = listAfter("CMD", "Dockerfile").map((arg) => arg.replace("4556", port));
  expect(node).toBe("node");
  expect(await run(process.execPath, args).finished).toMatchObject({ code: 0, stderr: "" });
  const statusFor = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { host, "x-amz-target": "Route53AutoNaming_v20170314.ListNamespaces" };
      const asked = request({ port, method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on("error", reject).end("{}");
    });
  expect(await statusFor("cloudmap:4556")).toBe(200);
  expect(await statusFor("other:4556")).toBe(403);
});
