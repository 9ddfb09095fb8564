// What may happen in a wait, as data that fast-check can make up and shrink.
import { fc } from "@fast-check/vitest";

/** What Cloud Map, or whatever is in its place, says to one request. */
export type Answer =
  | { readonly type: "status"; readonly status?: string; readonly id: "own" | "none" | "other" }
  | { readonly type: "empty"; readonly value: unknown }
  | { readonly type: "error"; readonly kind: ErrorKind; readonly retryAfterS?: number }
  | { readonly type: "hang" };

export type ErrorKind =
  | "throttled"
  | "server"
  | "reset"
  | "skewed"
  | "not-found"
  | "denied"
  | "invalid"
  | "untrusted"
  | "fault"
  | "thrown-nothing";

export interface Reply {
  readonly answer: Answer;
  /** Milliseconds until the answer comes; at 0 it is there when it is asked for. */
  readonly afterMs: number;
}

/** What a listener does at one of the events, beside hearing it. */
export type Prank = "throw" | "abort" | "stop" | "add";

/** What happens to the process, the caller, or the machine at a time. */
export type Incident =
  | { readonly atMs: number; readonly type: "abort" | "stop" }
  | { readonly atMs: number; readonly type: "clock-jump"; readonly byMs: number }
  | { readonly atMs: number; readonly type: "freeze"; readonly forMs: number };

/** One operation: when it is added, and what its polls bring; the last reply is given again and again. */
export interface OperationScript {
  readonly addAtMs: number;
  readonly replies: readonly Reply[];
}

export interface PolicyScript {
  readonly maxWaitTime: number;
  readonly minDelay: number;
  readonly maxDelay: number;
  readonly growth: number;
  readonly jitter: number;
  readonly requestTimeout: number;
  readonly notFoundGrace: number;
  readonly transientRetries: number;
}

export interface Script {
  readonly policy: PolicyScript;
  readonly operations: readonly OperationScript[];
  readonly incidents: readonly Incident[];
  /** By the number of the event at which it is played. */
  readonly pranks: readonly (readonly [seq: number, prank: Prank])[];
  readonly failFast: boolean;
  /** Milliseconds from when to when somebody holds the fleet. */
  readonly hold?: readonly [fromMs: number, forMs: number] | undefined;
  readonly pacer: { readonly rate: number; readonly burst: number; readonly maxInFlight: number };
}

const seconds = (leastMs: number, mostMs: number): fc.Arbitrary<number> =>
  fc.integer({ min: leastMs, max: mostMs }).map((ms) => ms / 1000);

const errorKinds: readonly ErrorKind[] = [
  "throttled",
  "server",
  "reset",
  "skewed",
  "not-found",
  "denied",
  "invalid",
  "untrusted",
  "fault",
  "thrown-nothing",
];

const statusAnswer = fc.record(
  {
    type: fc.constant("status" as const),
    status: fc.constantFrom("SUBMITTED", "PENDING", "PENDING", "SUCCESS", "FAIL", "PAUSED"),
    id: fc.constantFrom("own" as const, "own" as const, "none" as const, "other" as const),
  },
  { requiredKeys: ["type", "id"] },
);

const answer: fc.Arbitrary<Answer> = fc.oneof(
  { arbitrary: statusAnswer, weight: 6 },
  {
    // What passes, more often than what ends a wait at once.
    arbitrary: fc.record(
      {
        type: fc.constant("error" as const),
        kind: fc.constantFrom<ErrorKind>("throttled", "server", "reset", "not-found", ...errorKinds),
        retryAfterS: fc.integer({ min: 1, max: 90 }),
      },
      { requiredKeys: ["type", "kind"] },
    ),
    weight: 4,
  },
  {
    arbitrary: fc.record({
      type: fc.constant("empty" as const),
      value: fc.constantFrom<unknown>(undefined, null, 7, "text", {}, { Operation: null }, { Operation: [] }),
    }),
    weight: 1,
  },
  { arbitrary: fc.constant<Answer>({ type: "hang" }), weight: 1 },
);

const replyAfter = (leastMs: number): fc.Arbitrary<Reply> =>
  fc.record({
    answer,
    afterMs: fc.oneof(
      { arbitrary: fc.integer({ min: leastMs, max: 300 }), weight: 4 },
      { arbitrary: fc.integer({ min: leastMs, max: 16_000 }), weight: 1 },
    ),
  });

const policy: fc.Arbitrary<PolicyScript> = fc
  .record({
    maxWaitTime: fc.oneof(
      { arbitrary: seconds(1, 40_000), weight: 8 },
      { arbitrary: fc.constant(0), weight: 1 },
      { arbitrary: seconds(40_000, 600_000), weight: 1 },
    ),
    minDelay: seconds(300, 3000),
    moreDelay: seconds(0, 12_000),
    growth: seconds(50, 800),
    jitter: seconds(0, 600),
    requestTimeout: seconds(100, 12_000),
    notFoundGrace: seconds(0, 12_000),
    transientRetries: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ moreDelay, ...rest }) => Object.assign(rest, { maxDelay: rest.minDelay + moreDelay }));

const atMs = fc.integer({ min: 0, max: 45_000 });
const hourMs = 3_600_000;

const incident: fc.Arbitrary<Incident> = fc.oneof(
  fc.record({ atMs, type: fc.constantFrom("abort" as const, "stop" as const) }),
  fc.record({
    atMs,
    type: fc.constant("clock-jump" as const),
    byMs: fc.integer({ min: -hourMs, max: hourMs }),
  }),
  fc.record({ atMs, type: fc.constant("freeze" as const), forMs: fc.integer({ min: 1, max: 60_000 }) }),
);

const prankAt = fc.tuple(
  fc.integer({ min: 1, max: 30 }),
  fc.constantFrom<Prank>("throw", "throw", "throw", "abort", "stop", "add"),
);

const common = {
  policy,
  incidents: fc.array(incident, { maxLength: 2, size: "small" }),
  pranks: fc.array(prankAt, { maxLength: 3, size: "small" }),
};

const replies = (leastMs: number): fc.Arbitrary<Reply[]> =>
  fc.array(replyAfter(leastMs), { minLength: 1, maxLength: 12 });

/** A wait for one operation, with requests to spare. */
export const waiterScript: fc.Arbitrary<Script> = fc.record({
  ...common,
  operations: fc.tuple(fc.record({ addAtMs: fc.constant(0), replies: replies(0) })),
  failFast: fc.constant(false),
  pacer: fc.constant({ rate: 1000, burst: 1000, maxInFlight: 25 }),
});

/** A fleet that grows, is held, and has few requests. */
export const fleetScript: fc.Arbitrary<Script> = fc.record({
  ...common,
  operations: fc.array(
    fc.record({
      addAtMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30_000 })),
      // One after another: what two answers of the same moment lead to depends on their order.
      replies: replies(1),
    }),
    { maxLength: 9 },
  ),
  failFast: fc.boolean(),
  hold: fc.option(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 60_000 })), {
    nil: undefined,
  }),
  pacer: fc.record({
    rate: fc.integer({ min: 1, max: 20 }),
    burst: fc.integer({ min: 1, max: 20 }),
    maxInFlight: fc.integer({ min: 1, max: 5 }),
  }),
});
