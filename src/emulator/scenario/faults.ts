import { readSeconds } from "./duration.js";
import { matches } from "./pattern.js";
import type { Random } from "./random.js";
import {
  flag,
  list,
  numberIn,
  oneOf,
  ReadError,
  closed,
  text,
  wholeNumberIn,
  type Reader,
} from "../protocol/readers.js";
import { actionNames, operationTypeOf } from "../protocol/api-names.js";

/**
 * When a fault takes hold. `answer`: the client gets something else than the service's answer; `content`: the answer says
 * something odd; `delivery`: its bytes travel badly; `start`: it is laid on an operation when that starts.
 */
export type FaultStage = "answer" | "content" | "delivery" | "start";

interface Kind {
  readonly stage: FaultStage;
  /** The parameters that mean something for this fault. */
  readonly parameters: readonly (keyof FaultParameters)[];
  /** The only action that the fault can touch. */
  readonly only?: string;
}

export type FaultName =
  | "reset"
  | "hang"
  | "error"
  | "server-error"
  | "unavailable"
  | "too-many-requests"
  | "missing-operation"
  | "unknown-status"
  | "status-backwards"
  | "omit-members"
  | "text-dates"
  | "stall"
  | "slow-headers"
  | "stalled-body"
  | "truncated-body"
  | "malformed-json"
  | "empty-body"
  | "late-visibility";

const kinds: Readonly<Record<FaultName, Kind>> = {
  /** The connection is reset before a byte of the answer. */
  reset: { stage: "answer", parameters: ["processed"] },
  /** No answer comes, and the connection stays open. */
  hang: { stage: "answer", parameters: ["processed"] },
  /** Any error: `name` (default `InternalFailure`), `statusCode` (default 500), `message`. */
  error: { stage: "answer", parameters: ["processed", "name", "statusCode", "message", "retryAfter"] },
  /** HTTP 500 with the protocol's InternalFailure. */
  "server-error": { stage: "answer", parameters: ["processed", "retryAfter"] },
  /** HTTP 503 with an HTML page, as a load balancer sends it. */
  unavailable: { stage: "answer", parameters: ["processed", "retryAfter"] },
  /** HTTP 429 with TooManyRequestsException. */
  "too-many-requests": { stage: "answer", parameters: ["processed", "retryAfter"] },
  /** HTTP 200 without an Operation. */
  "missing-operation": { stage: "content", parameters: [], only: "GetOperation" },
  /** A status that no client knows: `status`, default `ROLLING_BACK`. */
  "unknown-status": { stage: "content", parameters: ["status"], only: "GetOperation" },
  /** The status before: PENDING is reported as SUBMITTED, SUCCESS and FAIL as PENDING. */
  "status-backwards": { stage: "content", parameters: [], only: "GetOperation" },
  /** An operation without the `members` named, such as `["Status"]`. */
  "omit-members": { stage: "content", parameters: ["members"], only: "GetOperation" },
  /** Dates as text (`20181118T211707Z`), as in the API reference's sample of GetOperation. */
  "text-dates": { stage: "content", parameters: [] },
  /** Everything is held back until the end of the window, then answered: needs `until`. */
  stall: { stage: "delivery", parameters: [] },
  /** The answer starts `delay` seconds late, default 5. */
  "slow-headers": { stage: "delivery", parameters: ["delay"] },
  /** The headers and half the body come, and then nothing. */
  "stalled-body": { stage: "delivery", parameters: [] },
  /** The connection ends half way through the body. */
  "truncated-body": { stage: "delivery", parameters: [] },
  /** The body is not JSON. */
  "malformed-json": { stage: "delivery", parameters: [] },
  /** The body has no bytes. */
  "empty-body": { stage: "delivery", parameters: [] },
  /** OperationNotFound until the operation is `delay` seconds old, default 2. `action` is the one that starts it. */
  "late-visibility": { stage: "start", parameters: ["delay"] },
};

export interface FaultParameters {
  /** Whether the service did the work and only its answer is lost. Default false: the request never arrived. */
  readonly processed?: boolean;
  /** Seconds. */
  readonly delay?: number;
  /** Seconds. The `Retry-After` header. */
  readonly retryAfter?: number;
  readonly name?: string;
  readonly statusCode?: number;
  readonly message?: string;
  readonly status?: string;
  /** Names of members of an operation. */
  readonly members?: readonly string[];
}

/** Makes something go wrong. Of the rules of one stage, the first that fires decides. */
export interface FaultRule extends FaultParameters {
  readonly fault: FaultName;
  /** Which action it touches; `*` stands for any run of characters. Default `*`. */
  readonly action?: string;
  /** How likely it fires, from 0 to 1. Default 1. */
  readonly probability?: number;
  /** How many requests that fit are let through first. Default 0. */
  readonly skip?: number;
  /** How often it fires at most. Default: no limit. */
  readonly times?: number;
  /** Seconds after the emulator's start. When the rule begins to hold. Default 0. */
  readonly after?: number;
  /** Seconds after the emulator's start. When the rule ends. Default: never. */
  readonly until?: number;
}

const shortText = text({ min: 1, max: 10_000 });
const countOf = wholeNumberIn(0, Number.MAX_SAFE_INTEGER);

export const faultNames: readonly string[] = Object.keys(kinds);

/** The parameters that mean something for each fault. */
export const faultParameters: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(kinds).map(([name, { parameters }]) => [name, parameters]),
);

// The names are the keys of the table that the type comes from.
const readFaultName: Reader<FaultName> = oneOf(...(faultNames as readonly FaultName[]));

const readShape: Reader<FaultRule> = closed(
  { fault: readFaultName },
  {
    action: shortText,
    probability: numberIn(0, 1),
    skip: countOf,
    times: countOf,
    after: readSeconds,
    until: readSeconds,
    processed: flag,
    delay: readSeconds,
    retryAfter: readSeconds,
    name: shortText,
    statusCode: wholeNumberIn(200, 599),
    message: text({ max: 10_000 }),
    status: text({ max: 255 }),
    members: list(shortText, 1, 100),
  },
);

const always = new Set(["fault", "action", "probability", "skip", "times", "after", "until"]);

export const readFaultRule: Reader<FaultRule> = (value, path) => {
  const rule = readShape(value, path);
  const { parameters } = kinds[rule.fault];
  checkAction(rule, path);
  const allowed = new Set<string>([...always, ...parameters]);
  const odd = Object.keys(rule).find((name) => !allowed.has(name));
  if (odd !== undefined) {
    const known = parameters.length === 0 ? "none" : parameters.join(", ");
    throw new ReadError(
      "rule",
      `${path}.${odd}`,
      `means nothing for ${rule.fault}, whose parameters are: ${known}`,
      undefined,
    );
  }
  if (rule.until !== undefined && rule.until <= (rule.after ?? 0)) {
    throw new ReadError("rule", `${path}.until`, "must be later than after", rule.until);
  }
  if (rule.fault === "stall" && rule.until === undefined) {
    throw new ReadError(
      "rule",
      `${path}.until`,
      "is required for stall: it is when the service recovers",
      undefined,
    );
  }
  if (rule.fault === "omit-members" && rule.members === undefined) {
    throw new ReadError("rule", `${path}.members`, "is required for omit-members", undefined);
  }
  return rule;
};

/** Refuses a rule that could never fire: a test that relies on it would pass without its fault. */
function checkAction({ fault, action = "*" }: FaultRule, path: string): void {
  const touched = actionsTouchedBy(kinds[fault]);
  if (touched.some((each) => matches(action, each))) return;
  throw new ReadError(
    "rule",
    `${path}.action`,
    `must fit an action that ${fault} can touch, such as ${touched.at(-1)}`,
    action,
  );
}

function actionsTouchedBy({ stage, only }: Kind): readonly string[] {
  if (only !== undefined) return [only];
  return stage === "start" ? Object.keys(operationTypeOf) : actionNames;
}

/** A fault that a request meets. */
export interface MetFault {
  readonly rule: FaultRule;
  /** When the rule ceases to hold, in epoch milliseconds; Infinity when it never does. */
  readonly endsAt: number;
}

/** Tells which fault, if any, a request meets at a stage; knows how often each rule has fired. */
export type Faults = (stage: FaultStage, action: string, now: number) => MetFault | undefined;

export function createFaults(rules: readonly FaultRule[], startedAt: number, random: Random): Faults {
  const states = rules.map((rule, index) => {
    const { stage, only } = kinds[rule.fault];
    return { rule, stage, only, random: random.fork(String(index)), met: 0, fired: 0 };
  });
  return (stage, action, now) => {
    const age = (now - startedAt) / 1000;
    for (const state of states) {
      const { rule, only } = state;
      if (state.stage !== stage || (only !== undefined && only !== action)) continue;
      if (!matches(rule.action ?? "*", action)) continue;
      if (age < (rule.after ?? 0) || age >= (rule.until ?? Infinity)) continue;
      state.met += 1;
      if (state.met <= (rule.skip ?? 0) || state.fired >= (rule.times ?? Infinity)) continue;
      if (state.random.next() >= (rule.probability ?? 1)) continue;
      state.fired += 1;
      return { rule, endsAt: startedAt + (rule.until ?? Infinity) * 1000 };
    }
    return undefined;
  };
}
