// What people see at each end and at each moment of a wait, by options and terminals, held to the texts in this folder.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { finish, type Ended } from "../../../src/cli/commands/finish.js";
import { type Options, parseCommandLine } from "../../../src/cli/input/command-line.js";
import { summaryMarkdown } from "../../../src/cli/output/github-summary.js";
import { EventWriter, summaryOf } from "../../../src/cli/output/json-events.js";
import type { StatusEntry } from "../../../src/cli/output/json-types.js";
import { showStatus } from "../../../src/cli/output/status-table.js";
import { frameOf } from "../../../src/cli/progress/frame.js";
import { noColumns } from "../../../src/cli/progress/layout.js";
import { plainProgress } from "../../../src/cli/progress/plain.js";
import type { Watched } from "../../../src/cli/progress/progress.js";
import { render } from "../../../src/cli/progress/style.js";
import type { TerminalCapabilities } from "../../../src/cli/progress/terminal-capabilities.js";
import type { OperationEvent } from "../../../src/waiter/events/events.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";
import type { WaiterSnapshot } from "../../../src/waiter/result/snapshot.js";
import { startsAtMs } from "../../support/clock.js";
import { useVirtualTime } from "../../support/virtual-time.js";
import { goldenText } from "./golden.js";

const time = useVirtualTime();
const ownEnvironment = { ...process.env };

beforeEach(() => {
  for (const name of Object.keys(process.env))
    if (/^(AWS_|CLOUDMAP_|CI$|NO_COLOR|FORCE_COLOR|TERM|COLORTERM|L[AC]|npm_command)/.test(name))
      delete process.env[name];
  process.env["LANG"] = "C.UTF-8";
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const [name, value] of Object.entries(ownEnvironment)) process.env[name] = value;
});

/** What is written meanwhile, with escapes that can be read. */
function written(write: () => void): { stdout: string; stderr: string } {
  const streams = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      streams[name] += String(text);
      return true;
    });
  write();
  vi.restoreAllMocks();
  return { stdout: readable(streams.stdout), stderr: readable(streams.stderr) };
}

function readable(text: string): string {
  return text.replaceAll("\u001B", "ESC").replaceAll("\u0007", "BEL");
}

function optionsOf(argv: readonly string[]): Options {
  const options = parseCommandLine([...argv, "op"], {});
  if (options === "version") throw new Error("a command is expected");
  return options;
}

const base = {
  transitions: [],
  polls: 3,
  requests: 4,
  retries: { throttled: 0, transient: 1 },
  elapsedMs: 41_000,
  adopted: false,
};
const createdAt = startsAtMs - 75_000;

function succeeded(operationId: string, NAMESPACE = `ns-${operationId}`): Outcome {
  const operation = { Type: "CREATE_NAMESPACE", Status: "SUCCESS", Targets: { NAMESPACE } } as const;
  return { ...base, outcome: "succeeded", operationId, operation, tookMs: 40_300, targets: { NAMESPACE } };
}

const outcomes = {
  succeeded: succeeded("op1"),
  nameless: { ...base, outcome: "succeeded", operationId: "op0", targets: {} },
  failed: {
    ...base,
    outcome: "failed",
    operationId: "op2",
    operation: { Type: "CREATE_NAMESPACE", Status: "FAIL", ErrorMessage: "There is a zone of that name" },
    code: "CANNOT_CREATE_HOSTED_ZONE",
    message: "Operation op2 (CREATE_NAMESPACE) failed: CANNOT_CREATE_HOSTED_ZONE: There is a zone.",
    tookMs: 9000,
  },
  strange: {
    ...base,
    outcome: "failed",
    operationId: "op3",
    code: "NEWLY_MADE",
    message: "Operation op3 (CREATE_SERVICE) failed: NEWLY_MADE: who knows.",
  },
  "timed-out": {
    ...base,
    outcome: "timed-out",
    operationId: "op4",
    operation: { Type: "DELETE_NAMESPACE", Status: "PENDING", CreateDate: new Date(createdAt).toISOString() },
    code: "TIMED_OUT",
    message: "Operation op4 (DELETE_NAMESPACE) was still PENDING after 41 s.",
  },
  aborted: { ...base, outcome: "aborted", operationId: "op5", code: "ABORTED", message: "It was stopped." },
  "not-found": {
    ...base,
    outcome: "not-found",
    operationId: "op6",
    code: "NOT_FOUND",
    message: "Operation op6 was not found.",
  },
  denied: {
    ...base,
    outcome: "denied",
    operationId: "op7",
    code: "AccessDeniedException",
    message: "Operation op7 could not be polled: AccessDeniedException: 100 %, not you.",
  },
  unreachable: {
    ...base,
    outcome: "unreachable",
    operationId: "op8",
    code: "ECONNREFUSED",
    message: "Operation op8 could not be polled.",
  },
} satisfies Record<string, Outcome>;

const ends: readonly (readonly [string, Partial<Ended>])[] = [
  ["nothing", { outcomes: [] }],
  ["one that succeeded", { outcomes: [outcomes.succeeded] }],
  ["one without a target", { outcomes: [outcomes.nameless] }],
  ["one that failed", { outcomes: [outcomes.failed] }],
  ["one that still runs", { outcomes: [outcomes["timed-out"]] }],
  ["one that was not found", { outcomes: [outcomes["not-found"]] }],
  ["all kinds", { outcomes: Object.values(outcomes) }],
  ["the same twice", { outcomes: [outcomes.succeeded, outcomes.failed, outcomes.succeeded] }],
  ["interrupted", { outcomes: [outcomes.succeeded, outcomes.aborted], signal: "SIGTERM" }],
  ["one that exists", { outcomes: [], existing: "ns-existing" }],
  [
    "not started",
    {
      outcomes: [outcomes.aborted],
      notStarted: { outcome: "denied", message: "No.\nAt all.", instead: { region: "REGION" } },
    },
  ],
  [
    "not started, interrupted",
    {
      outcomes: [outcomes.aborted],
      signal: "SIGINT",
      notStarted: { outcome: "aborted", message: "No.", instead: {} },
    },
  ],
  ["more than are listed", { outcomes: Array.from({ length: 11 }, (_, index) => succeeded(`many${index}`)) }],
];

const ways: readonly (readonly string[])[] = [
  ["--color", "never"],
  ["--quiet", "--annotations", "--color", "never"],
  ["--progress", "none", "--print", "status", "--color", "never"],
  ["--progress", "tty", "--color", "never"],
  ["--progress", "tty", "--color", "always", "--links", "always", "--verbose", "--print", "none"],
  ["--output", "json", "--color", "always"],
  ["--output", "jsonl", "--color", "never"],
];

describe("the end of a wait, on stdout and stderr", () => {
  test.each(ways.map((way) => [way.join(" "), way] as const))("with %s", (name, way) => {
    const options = optionsOf(way);
    const text = ends
      .map(([end, ended]) => {
        const events: string[] = [];
        const names = new Map([
          ["op2", "shop"],
          ["op5", "web"],
        ]);
        const writer = new EventWriter((line) => events.push(line), names);
        const github: string[] = [];
        const outputs = {
          event() {},
          close() {},
          github: (lines: readonly string[]) => void github.push(...lines),
        };
        const whole: Ended = {
          outcomes: [],
          names,
          region: "us-east-1",
          signal: undefined,
          elapsedMs: 41_000,
          createdAt: new Map([[outcomes["timed-out"].operationId, createdAt]]),
          ...ended,
        };
        let code = 0;
        const { stdout, stderr } = written(() => {
          code = finish(whole, options, writer, outputs);
        });
        return `== ${end}: exit status ${code}\n-- stdout\n${stdout}-- stderr\n${stderr}-- summary\n${events.join("\n")}\n-- step output\n${github.join("\n")}\n`;
      })
      .join("\n");
    const file = `end${name.replaceAll(/[^a-z]+/g, "-")}.txt`;
    expect(text).toBe(goldenText(file, text));
  });

  test("in a job's summary", () => {
    const context = { names: new Map([["op2", "shop"]]), region: "us-east-1", elapsedMs: 41_000 };
    const text = [
      summaryMarkdown(Object.values(outcomes), context),
      summaryMarkdown([], context),
      summaryMarkdown([], { ...context, existing: "ns-existing" }),
      summaryMarkdown([outcomes.succeeded], { ...context, region: undefined }),
    ].join("\n");
    expect(text).toBe(goldenText("summary.md.txt", text));
  });
});

const entries: readonly StatusEntry[] = [
  {
    operationId: "op1",
    name: "shop",
    status: "SUCCESS",
    operation: { Type: "CREATE_NAMESPACE", Status: "SUCCESS", Targets: { NAMESPACE: "ns-1" } },
    ageMs: 40_300,
  },
  { operationId: "op-with-a-longer-id", operation: { Status: "PENDING" }, ageMs: 500 },
  { operationId: "語", outcome: "denied", code: "AccessDeniedException", message: "Not you." },
  {
    operationId: "op4",
    status: "FAIL",
    operation: { Type: "REGISTER_INSTANCE", Targets: { SERVICE: "srv-1", INSTANCE: "i-1" } },
    code: "",
  },
];

test.each([
  [[]],
  [["--print", "target"]],
  [["--print", "status"]],
  [["--print", "none"]],
  [["--output", "json"]],
  [["--output", "jsonl"]],
])("what status shows with %j", (way) => {
  const summary = summaryOf(["succeeded", "running", "denied"], { exitCode: 6, message: "1 of 3 succeeded" });
  const text = [entries, entries.slice(1, 2), []]
    .map((some) => {
      const { stdout, stderr } = written(() => showStatus(some, summary, optionsOf(way)));
      return `-- stdout\n${stdout}-- stderr\n${stderr}`;
    })
    .join("\n");
  expect(text).toBe(goldenText(`status${way.join("").replaceAll("--", "-")}.txt`, text));
});

function snapshot(operationId: string, more: Partial<WaiterSnapshot> = {}): WaiterSnapshot {
  return {
    phase: "waiting",
    operationId,
    operationType: "CREATE_NAMESPACE",
    status: "PENDING",
    transitions: [],
    polls: 1,
    retries: { throttled: 0, transient: 0 },
    startedAt: startsAtMs - 30_000,
    ...(more.phase !== "settled" && { createdAt: startsAtMs - 34_000 }),
    lastSeenAt: startsAtMs - 2000,
    elapsedMs: 0,
    ...more,
  };
}

const problem = {
  reason: "transient",
  errorName: "Error",
  errorCode: "ECONNREFUSED",
  attempt: 3,
  nextAttemptAt: startsAtMs + 3500,
} as const;

function snapshots(): WaiterSnapshot[] {
  const usualMs = { low: 20_000, high: 60_000 };
  const ended = Object.values(outcomes).map((outcome) =>
    snapshot(outcome.operationId, {
      phase: "settled",
      outcome,
      ...("operation" in outcome && { operation: outcome.operation, operationType: outcome.operation.Type }),
      ...(outcome.outcome === "timed-out" && { createdAt }),
    }),
  );
  const {
    createdAt: _createdAt,
    lastSeenAt: _lastSeenAt,
    operationType: _type,
    ...unseen
  } = snapshot("unseen");
  return [
    snapshot("usual", { usualMs }),
    snapshot("slow", { usualMs: { low: 9000, high: 10_000 } }),
    snapshot("at-the-limit", { usualMs: { low: 16_000, high: 17_000 } }),
    snapshot("minutes", { usualMs: { low: 60_000, high: 240_000 } }),
    snapshot("submitted-with-a-long-id-0123456789", { status: "SUBMITTED" }),
    { ...unseen, status: null },
    snapshot("problem", { problem }),
    snapshot("first-problem", { problem: { ...problem, attempt: 1, nextAttemptAt: startsAtMs + 499 } }),
    snapshot("throttled", { problem: { ...problem, reason: "throttled", attempt: 2 } }),
    snapshot("throttled-often", { problem: { ...problem, reason: "throttled", attempt: 3 } }),
    ...ended,
  ];
}

function watchedOf(all: readonly WaiterSnapshot[], timeoutMs: number | undefined = 600_000): Watched {
  const done = all.filter(({ phase }) => phase === "settled").length;
  // Nothing else of a fleet is read.
  const fleet = {
    operations: () => all[Symbol.iterator](),
    getSnapshot: () => ({ total: all.length, done }),
  } as unknown as Watched["fleet"];
  return {
    fleet,
    names: new Map([["slow", "shop"]]),
    region: "us-east-1",
    timeoutMs,
    elapsedMs: () => 34_000,
  };
}

describe("what a terminal shows of a wait", () => {
  test.each([
    [20, 24],
    [39, 11],
    [59, 12],
    [79, 24],
    [79, 60],
    [139, 60],
  ])("of %d columns and %d rows", (columns, rows) => {
    const terminals: TerminalCapabilities[] = [
      { colors: "none", hasUnicode: true, hasLinks: false },
      { colors: "16", hasUnicode: false, hasLinks: true },
    ];
    const sets = [snapshots(), ...snapshots().map((one) => [one]), snapshots().slice(0, 3)];
    const text = terminals
      .flatMap((capabilities) =>
        sets.map((all, index) =>
          frameOf(
            watchedOf(all, index === 1 ? undefined : 600_000),
            noColumns(),
            { columns, rows },
            capabilities,
            index,
          )
            .map((spans) => readable(render(spans, capabilities)))
            .join("\n"),
        ),
      )
      .join("\n====\n");
    expect(text).toBe(goldenText(`frame-${columns}x${rows}.txt`, text));
  });
});

function everyEvent(): OperationEvent[] {
  const common = { seq: 1, at: startsAtMs, elapsedMs: 3400 };
  const own = [
    { type: "adopted", operationId: "usual" },
    { type: "transition", operationId: "usual", from: null, to: "SUBMITTED", poll: 1 },
    { type: "transition", operationId: "slow", from: null, to: "PENDING", poll: 1, operationType: "X_Y" },
    { type: "transition", operationId: "slow", from: "PENDING", to: "SUCCESS", poll: 2 },
    { type: "transition", operationId: "slow", from: "PENDING", to: "FAIL", poll: 2 },
    { type: "poll", operationId: "usual", poll: 1, status: "PENDING", nextPollMs: 1200 },
    { type: "poll", operationId: "usual", poll: 2 },
    { type: "retry", operationId: "usual", reason: "throttled", attempt: 2, errorName: "X", delayMs: 900 },
    { type: "retry", operationId: "usual", reason: "throttled", attempt: 3, errorName: "X", delayMs: 900 },
    {
      type: "retry",
      operationId: "slow",
      reason: "transient",
      attempt: 1,
      errorName: "X",
      errorCode: "EPIPE",
      delayMs: 900,
    },
    { type: "poll", operationId: "usual", poll: 2, status: "PENDING" },
    { type: "poll", operationId: "slow", poll: 2, status: "PENDING" },
    {
      type: "retry",
      operationId: "slow",
      reason: "transient",
      attempt: 1,
      errorName: "TimeoutError",
      delayMs: 900,
    },
    {
      type: "retry",
      operationId: "unseen",
      reason: "transient",
      attempt: 1,
      errorName: "X",
      statusCode: 502,
      delayMs: 900,
    },
  ];
  const settled = Object.values(outcomes).map((outcome) => ({
    type: "settled",
    operationId: outcome.operationId,
    outcome,
  }));
  return [...own, ...settled].map((event) => Object.assign({}, common, event) as unknown as OperationEvent);
}

describe("what a log shows of a wait", () => {
  test.each([false, true])("verbose: %s", async (isVerbose) => {
    const lines: string[] = [];
    for (const all of [snapshots(), snapshots().filter(({ phase }) => phase === "settled")]) {
      const progress = plainProgress(watchedOf(all), (line) => lines.push(line), {
        heartbeatMs: 30_000,
        isVerbose,
      });
      for (const event of everyEvent()) {
        lines.push(`-- ${event.type} ${event.operationId}`);
        progress.event(event);
      }
      progress.stop();
    }
    await time.pass(100_000);
    const text = `${lines.join("\n")}\n`;
    expect(text).toBe(goldenText(`log-${isVerbose ? "verbose" : "plain"}.txt`, text));
  });

  test("after each silence, of whatever is first", async () => {
    const lines: string[] = [];
    for (const one of snapshots()) {
      const progress = plainProgress(watchedOf([one, snapshot("other")]), (line) => lines.push(line), {
        heartbeatMs: 1000,
        isVerbose: false,
      });
      await time.pass(1000);
      progress.stop();
    }
    const alone = plainProgress(watchedOf(snapshots().slice(0, 1)), (line) => lines.push(line), {
      heartbeatMs: 1000,
      isVerbose: false,
    });
    await time.pass(2500);
    alone.stop();
    const text = `${lines.join("\n")}\n`;
    expect(text).toBe(goldenText("silence.txt", text));
  });
});
