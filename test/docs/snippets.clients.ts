// The examples of the README and of docs/ are run, so that they can't rot: each against an emulator over HTTP.
import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CreateServiceCommand } from "@aws-sdk/client-servicediscovery";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { environment, service } from "../cli/support.js";
import { builtPackage, run } from "../support/built.js";
import { requestTime } from "../support/request-time.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = dirname(builtPackage());
const compiler = join(root, "node_modules/typescript/bin/tsc");

beforeAll(() => {
  // The examples import the package by its name.
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(folder, join(folder, "node_modules/cloudmap-waiter"));
});

function blocks(file: string, language: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    ([, code = ""]) => code,
  );
}

/** Runs an example as it stands. */
async function runExample(name: string, code: string, args: readonly string[], endpoint: string) {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, code);
  const env = { ...environment, AWS_ENDPOINT_URL_SERVICEDISCOVERY: endpoint };
  return await run(process.execPath, ["--no-warnings", file, ...args], env).finished;
}

/** A message as a page shows it: in lines, and of another operation. */
function words(message: string): string {
  return message
    .replaceAll(/Operation \S+ /g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** TypeScript without its types, by the compiler: Node 20 takes none. */
function withoutTypes(code: string): string {
  const file = join(folder, `typed-${typed++}.ts`);
  writeFileSync(file, code);
  const options = ["--module", "esnext", "--target", "es2023", "--noCheck", "--skipLibCheck", "--types", ""];
  spawnSync(process.execPath, [compiler, file, "--ignoreConfig", ...options]);
  return readFileSync(file.replace(/\.ts$/, ".js"), "utf8");
}
let typed = 0;

/** On whatever port is free: one that was chosen before may be somebody else's by the time. */
function onAnyPort(code: string): string {
  return code
    .replaceAll("listen(8080", "listen(0")
    .replaceAll('"http://127.0.0.1:8080/"', "`http://127.0.0.1:${server.address().port}/`");
}

test("every example in TypeScript is right by the strictest types", () => {
  const examples = join(folder, "examples");
  mkdirSync(examples);
  for (const file of [
    "README.md",
    "docs/README.md",
    "docs/library.md",
    "docs/progress.md",
    "docs/pacing.md",
    "docs/emulator.md",
    "docs/provisioning.md",
    "docs/migration.md",
  ])
    for (const [index, code] of blocks(file, "ts").entries())
      writeFileSync(
        join(examples, `${file.replaceAll(/\W/g, "-")}-${index + 1}.ts`),
        `${code}\nexport {};\n`,
      );
  const compilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    module: "nodenext",
    target: "es2022",
    lib: ["es2022"],
    types: ["node"],
  };
  writeFileSync(join(examples, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", examples], { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
});

describe("README.md", () => {
  const [library = "", progress = "", unitTest = ""] = blocks("README.md", "ts");

  test("waits in code as it says", async () => {
    const { url } = await service({ durations: { CREATE_NAMESPACE: 0.3 } });
    const { code, stdout, stderr } = await runExample("library", library, [], url);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^Waiting for \S+\n$/) as string,
    });
    expect(stdout).toMatch(/^(ns-[a-z0-9]+)\n\1 succeeded\n$/);
  });

  test("fails in code as it says", async () => {
    const failures = [{ on: "*", code: "CANNOT_CREATE_HOSTED_ZONE", message: "taken" }];
    const { url } = await service({ durations: { CREATE_NAMESPACE: 0.1 }, failures });
    const { code, stderr } = await runExample("library-fail", library, [], url);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Waiting for \S+\nCANNOT_CREATE_HOSTED_ZONE\n/);
  });

  test("shows progress as it says", async () => {
    const time = requestTime(400);
    const { emulator, url, create } = await service({
      now: time.now,
      durations: { CREATE_NAMESPACE: 2 },
      submittedShare: 0.6,
    });
    time.follow(emulator);
    const { code, stdout } = await runExample("progress", progress, [await create("x")], url);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^null -> SUBMITTED after \d+ ms\nSUBMITTED -> (PENDING|SUCCESS) after \d+ ms\n/);
  });

  test("tests code as it says", async () => {
    const { code, stdout, stderr } = await runExample("unit-test", unitTest, [], "http://127.0.0.1:9");
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "succeeded 2\n", stderr: "" });
  });

  test("has its three uses in under 30 lines of code", () => {
    const lines = [library, progress]
      .join("")
      .split("\n")
      .filter((line) => line.trim() !== "" && !line.startsWith("//"));
    expect(lines.length).toBeLessThan(30);
  });

  test("names commands that the package has", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
      bin: Record<string, string>;
    };
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(["start", "test"]));
    expect(Object.keys(manifest.bin)).toEqual(
      expect.arrayContaining(["cloudmap-wait", "cloudmap-emulator", "cloudmap-waiter"]),
    );
  });
});

describe("docs/README.md", () => {
  const [create = "", progress = "", unitTest = ""] = blocks("docs/README.md", "ts");

  test("waits for a namespace as it says", async () => {
    const { url } = await service({ durations: { CREATE_NAMESPACE: 0.3 } });
    const { code, stdout, stderr } = await runExample("start-create", create, [], url);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ns-[a-z0-9]+\n$/);
  });

  test("fails as it says", async () => {
    const { url } = await service({
      failures: [{ on: "CREATE_NAMESPACE", code: "ACCESS_DENIED" }],
      settles: "at-once",
    });
    const { code, stderr } = await runExample("start-fail", create, [], url);
    expect(code).toBe(1);
    const [message = ""] = /OperationFailedError: Operation \S+ \(CREATE_NAMESPACE\).*/.exec(stderr) ?? [];
    const [shown = ""] = blocks("docs/README.md", "text");
    expect(words(shown)).toBe(words(message));
  });

  test("shows progress as it says", async () => {
    const { url, create: start } = await service({ durations: { CREATE_NAMESPACE: 0.3 } });
    const { code, stdout } = await runExample("start-progress", progress, [await start("x")], url);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^null -> \w+ after \d+ ms\n/);
  });

  test("tests code as it says", async () => {
    const { code, stdout } = await runExample("start-test", unitTest, [], "http://127.0.0.1:9");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "[ 'CreateHttpNamespace', 'GetOperation' ]\n" });
  });
});

describe("docs/provisioning.md", () => {
  const [provision = "", createOrFind = "", lambda = "", pulumi = ""] = blocks("docs/provisioning.md", "ts");
  const fast = { durations: { "*": 0.2 } };

  test("sets up a namespace, a service and an instance as it says", async () => {
    const { url, emulator } = await service(fast);
    const { code, stdout, stderr } = await runExample("provision", withoutTypes(provision), [], url);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ns-\w+\n$/);
    expect(emulator.operations().map(({ type, status }) => [type, status])).toEqual([
      ["CREATE_NAMESPACE", "SUCCESS"],
      ["REGISTER_INSTANCE", "SUCCESS"],
    ]);
  });

  test("finds the namespace of an earlier run as it says", async () => {
    const { url, emulator } = await service(fast);
    const code = withoutTypes(createOrFind);
    const first = await runExample("create-or-find", code, [], url);
    expect(first).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/^ns-/) as string });
    expect(await runExample("create-or-find", code, [], url)).toMatchObject({
      code: 0,
      stdout: first.stdout,
    });
    expect(emulator.operations()).toHaveLength(1);
  });

  const call = `\nconst context = { getRemainingTimeInMillis: () => Number(process.argv[2]) };
console.log(JSON.stringify(await handler({ name: "x" }, context)));`;

  test("waits in a Lambda function as it says", async () => {
    const { url } = await service(fast);
    const { stdout } = await runExample("lambda", withoutTypes(lambda) + call, ["60000"], url);
    expect(JSON.parse(stdout)).toEqual({ namespace: expect.stringMatching(/^ns-/) as string });
  });

  test("answers in time from a Lambda function as it says", async () => {
    const { url } = await service({ durations: { "*": "never" } });
    const { stdout } = await runExample("lambda-late", withoutTypes(lambda) + call, ["5500"], url);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: "timed-out" });
  });

  test("creates and deletes for Pulumi as it says", async () => {
    const { url, emulator } = await service(fast);
    const calls = `\nconst { id } = await namespaceProvider.create({ name: "x" });
await namespaceProvider.delete(id);
console.log(id);`;
    const { code, stdout } = await runExample("pulumi", withoutTypes(pulumi) + calls, [], url);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ns-/) as string });
    expect(emulator.operations().map(({ type }) => type)).toEqual(["CREATE_NAMESPACE", "DELETE_NAMESPACE"]);
  });
});

describe("docs/migration.md", () => {
  const [byId = "", byFunction = ""] = blocks("docs/migration.md", "ts");

  test("waits by id as it says", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.2 } });
    const { code, stdout } = await runExample("migrated", byId, [await create("x")], url);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ns-/) as string });
  });

  test("polls with a function as it says", async () => {
    const { code, stdout } = await runExample("by-function", byFunction, [], "http://127.0.0.1:9");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "ns-1\n" });
  });
});

describe("docs/library.md", () => {
  const [fleet = "", interrupted = "", example = ""] = blocks("docs/library.md", "ts");

  test("registers many and waits for them as it says", async () => {
    const { url, client, create, emulator } = await service({
      durations: { CREATE_NAMESPACE: 0, REGISTER_INSTANCE: { uniform: [0.1, 2] } },
    });
    await create("home");
    const NamespaceId = emulator.operations()[0]?.targets["NAMESPACE"];
    const { Service } = await client.send(new CreateServiceCommand({ Name: "web", NamespaceId }));
    const addresses = Array.from({ length: 30 }, (_, index) => `10.0.0.${index + 1}`);
    const finished = await runExample("fleet", fleet, [Service?.Id ?? "", ...addresses], url);
    const lines = addresses.map((address) => `${address} succeeded\n`);
    expect(finished).toMatchObject({ code: 0, stderr: "", stdout: `${lines.join("")}30 of 30 true 0\n` });
  });

  test("ends the wait on Ctrl-C as it says", async () => {
    const { url, emulator } = await service({ durations: { CREATE_NAMESPACE: "never" } });
    const file = join(folder, "interrupted.mjs");
    writeFileSync(file, interrupted);
    const env = { ...environment, AWS_ENDPOINT_URL_SERVICEDISCOVERY: url };
    const example = run(process.execPath, ["--no-warnings", file], env);
    example.process.stderr?.once("data", () => example.process.kill("SIGINT"));
    const { stderr } = await example.finished;
    const id = emulator.operations()[0]?.operationId;
    expect(stderr).toBe(`Waiting for ${id}\nResume with: npx cloudmap-waiter ${id}\n`);
  });

  test("drives the core as it says", async () => {
    const { code, stdout } = await runExample("drive", example, [], "http://127.0.0.1:9");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "done\n" });
  });
});

describe("docs/pacing.md", () => {
  test("never sends more than it says", async () => {
    const [example = ""] = blocks("docs/pacing.md", "ts");
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.3 } });
    const { code, stdout } = await runExample("pacing", example, [await create("x")], url);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^succeeded [\d.]+\n$/);
    expect(Number(stdout.split(" ")[1])).toBeLessThanOrEqual(5);
  });
});

describe("docs/progress.md", () => {
  const examples = blocks("docs/progress.md", "ts");
  const [pageServer = ""] = blocks("docs/progress.md", "js");

  test.each(examples.map((code, index) => [index + 1, code] as const))(
    "its example %d runs",
    async (index, code) => {
      const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.3 } });
      const runnable = onAnyPort(withoutTypes(code));
      const finished = await runExample(`progress-${index}`, runnable, [await create("x")], url);
      expect({ code: finished.code, stderr: finished.stderr }).toEqual({ code: 0, stderr: "" });
      expect(finished.stdout).toMatch(/SUCCESS|succeeded|settled/);
    },
  );

  test("serves a page without a bundler as it says", async () => {
    const { url: endpoint, create } = await service();
    const file = join(folder, "page-server.mjs");
    const tellPort = 'server.once("listening", () => console.log(server.address().port));';
    writeFileSync(file, `${onAnyPort(pageServer)}\n${tellPort}`);
    const env = { ...environment, AWS_ENDPOINT_URL_SERVICEDISCOVERY: endpoint };
    const server = run(process.execPath, ["--no-warnings", file, await create("x")], env);
    onTestFinished(() => void server.process.kill());
    await vi.waitFor(() => expect(server.printed.stdout).toMatch(/^\d+\n$/), 60_000);
    const get = async (path: string): Promise<Response> =>
      await fetch(`http://127.0.0.1:${server.printed.stdout.trim()}${path}`);
    expect(await (await get("/")).text()).toContain("<cloudmap-progress");
    // Every module that the page loads is there.
    const seen = new Set<string>();
    const load = async (path: string): Promise<void> => {
      if (seen.has(path)) return;
      seen.add(path);
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 200]);
      const imports = [...(await response.text()).matchAll(/^(?:import|export) .*?from "([^"]+)";$/gm)];
      for (const [, name = ""] of imports) await load(new URL(name, `http://x${path}`).pathname);
    };
    await load("/modules/ui/index.js");
    expect(seen.size).toBeGreaterThan(3);
    const events = (await get("/events")).body?.getReader();
    expect(new TextDecoder().decode((await events?.read())?.value)).toContain("event: open");
    await events?.cancel();
  });

  test("has an example for each form", () => {
    expect(examples).toHaveLength(5);
  });
});
