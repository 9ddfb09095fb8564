// What 1.x must go on printing: the command's JSON, its result and its exit statuses.
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { EmulatorOptions } from "../../src/emulator/index.js";
import { builtCommand, linesOf, service, until } from "../cli/support.js";
import { fixtures } from "./fixtures.js";
import { missingFrom } from "./missing-from.js";

const command = builtCommand();

interface Scenario extends EmulatorOptions {
  /** The ids to wait for; by default, the one that stands there. */
  readonly ids?: readonly string[];
  readonly args?: readonly string[];
  readonly endpoint?: string;
  /** A signal that is sent once it has begun to wait. */
  readonly signal?: NodeJS.Signals;
}

interface CommandFixture {
  readonly exitStatus: number | string | null;
  readonly lines: readonly object[];
}

/** One poll, and as long as that takes: a time that is over before the process has started would decide by itself. */
const once = ["--timeout", "0"];

/** An operation that is there from the start, so that what is seen of it depends on no clock. */
const standing = (more: object): EmulatorOptions => ({
  operations: [
    {
      Id: "op-1",
      Type: "CREATE_NAMESPACE",
      CreateDate: "2026-01-01T00:00:00Z",
      UpdateDate: "2026-01-01T00:00:20Z",
      Targets: { NAMESPACE: "ns-aaaaaaaa" },
      ...more,
    },
  ],
});
const pending = standing({ Status: "PENDING" });
const refusing = (name: string): EmulatorOptions => ({
  ...pending,
  faults: [{ fault: "error", action: "GetOperation", name, statusCode: 400 }],
});

const scenarios: Readonly<Record<string, Scenario>> = {
  succeeded: standing({ Status: "SUCCESS" }),
  failed: standing({ Status: "FAIL", ErrorCode: "ACCESS_DENIED", ErrorMessage: "Not allowed" }),
  "timed-out": { ...pending, args: once },
  "not-found": { ids: ["unknown"], args: once },
  denied: refusing("AccessDeniedException"),
  invalid: refusing("InvalidInput"),
  unreachable: { endpoint: "http://127.0.0.1:9", args: once },
  aborted: { ...pending, signal: "SIGTERM" },
  usage: { ids: [] },
};

async function runScenario(scenario: Scenario, output: string) {
  const { ids = ["shop=op-1"], args = [], endpoint, signal, ...options } = scenario;
  const { url } = await service(options);
  const running = command([...ids, ...args, "--output", output, "--endpoint-url", endpoint ?? url]);
  if (signal !== undefined) {
    await until(running, /PENDING/);
    running.process.kill(signal);
  }
  const { code, signal: diedBy, stdout } = await running.finished;
  return { status: diedBy ?? code, stdout };
}

/** When polls are made may change, and depends on the machine. */
function essence(lines: ReturnType<typeof linesOf>): ReturnType<typeof linesOf> {
  const firstPoll = lines.findIndex(({ type }) => type === "poll");
  return lines
    .filter(({ type }, index) => type !== "retry" && (type !== "poll" || index === firstPoll))
    .map(({ nextPollMs: _nextPollMs, ...line }) => line);
}

describe.each(Object.entries(scenarios))("%s", (name, scenario) => {
  test("has the lines, the result and the exit status that it had", async () => {
    const [lines, text] = await Promise.all([runScenario(scenario, "jsonl"), runScenario(scenario, "text")]);
    const printed = lines.stdout === "" ? [] : essence(linesOf(lines.stdout));
    const now = { exitStatus: text.status, stdout: text.stdout, lines: printed };
    expect(lines.status).toBe(text.status);
    for (const [version, fixture] of fixtures(`command-${name}.json`, now))
      expect({ version, missing: missingFrom(now, fixture) }).toEqual({ version, missing: [] });
  });
});

test("exit statuses are the ones that they were", () => {
  const statuses = Object.fromEntries(
    Object.keys(scenarios).map((name) => {
      const [[, fixture] = []] = fixtures<CommandFixture>(`command-${name}.json`);
      return [name, fixture?.exitStatus];
    }),
  );
  expect(statuses).toEqual({
    succeeded: 0,
    failed: 3,
    "timed-out": 4,
    "not-found": 5,
    denied: 6,
    invalid: 2,
    unreachable: 7,
    aborted: "SIGTERM",
    usage: 2,
  });
});

describe("documents", () => {
  test.each(["wait", "status"])("of %s have all that they had", async (name) => {
    const { url } = await service(pending);
    const args = [name, "shop=op-1", "unknown", ...once, "--output", "json", "--endpoint-url", url];
    const [document] = linesOf((await command(args).finished).stdout);
    for (const [version, fixture] of fixtures(`document-${name}.json`, document))
      expect({ version, missing: missingFrom(document, fixture) }).toEqual({ version, missing: [] });
  });
});

test("what was printed fits the schema of now", () => {
  const schema = JSON.parse(
    readFileSync(new URL("../../schema/events.schema.json", import.meta.url), "utf8"),
  ) as object;
  const validate = new Ajv2020({ strict: false, formats: { "date-time": true } }).compile(schema);
  for (const name of Object.keys(scenarios))
    for (const [version, fixture] of fixtures<CommandFixture>(`command-${name}.json`)) {
      const { lines } = fixture;
      expect({ name, version, unsuitable: lines.filter((line) => !validate(line)) }).toEqual({
        name,
        version,
        unsuitable: [],
      });
    }
});
