import { printable } from "./text.js";

/** How to wait. Every duration is in seconds, as in the waiters of the AWS SDKs. */
export interface WaitOptions {
  /** Seconds. How long to wait in all before giving up; 0 polls once. Default 600. */
  readonly maxWaitTime?: number | undefined;
  /**
   * Seconds. The shortest delay between two polls, before jitter shortens it; more than 0. Default 1 while nothing is known of how
   * long such operations take, 0.2 once it is.
   */
  readonly minDelay?: number | undefined;
  /** Seconds. The longest delay between two polls; only where many waits share few requests it is longer. Default 10. */
  readonly maxDelay?: number | undefined;
  /**
   * The delay before the next poll, as a share of the operation's age, while nothing is known of how long it takes: at
   * 60 s, 0.15 is 9 s more. Default 0.15.
   */
  readonly growth?: number | undefined;
  /** By up to what share of itself a delay is shortened, at random; less than 1. Default 0.1. */
  readonly jitter?: number | undefined;
  /** Seconds. How long one request may take before it is given up and tried again. Default 10. */
  readonly requestTimeout?: number | undefined;
  /** Seconds, from the first answer. For how long it is no error that Cloud Map doesn't know the operation yet. Default 10. */
  readonly notFoundGrace?: number | undefined;
  /** How many failures in a row on the way to Cloud Map (network, 5xx, timeouts) are retried. Default 8. */
  readonly transientRetries?: number | undefined;
}

/** Every option resolved and checked: a plain value that can be stored and shared. */
export type Policy = { readonly [Option in keyof WaitOptions]-?: number } & {
  /** Seconds. `minDelay` once it is known how long such operations take. */
  readonly knownMinDelay: number;
};

export const defaultPolicy: Policy = Object.freeze({
  maxWaitTime: 600,
  minDelay: 1,
  knownMinDelay: 0.2,
  maxDelay: 10,
  growth: 0.15,
  jitter: 0.1,
  requestTimeout: 10,
  notFoundGrace: 10,
  transientRetries: 8,
});

/** An option or an input has a value that cannot be used. Nothing has been sent. */
export class OptionError extends RangeError {
  override readonly name = "OptionError";
  readonly code = "INVALID_OPTION";
  /** The option's name. */
  readonly option: string;

  constructor(option: string, rule: string, value: unknown) {
    // A name that there is not comes from outside too.
    super(`${printable(option, 300)} must be ${rule}; got ${describe(value)}`);
    this.option = option;
  }
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(printable(value, 300));
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

interface Rule {
  readonly rule: string;
  readonly test: (n: number) => boolean;
}

const second = { rule: "a number of seconds, 0 or more", test: (n: number) => n >= 0 };
const positiveSecond = { rule: "a number of seconds greater than 0", test: (n: number) => n > 0 };

const rules: { readonly [Option in keyof WaitOptions]-?: Rule } = {
  maxWaitTime: second,
  minDelay: positiveSecond,
  maxDelay: positiveSecond,
  growth: { rule: "a number, 0 or more", test: (n) => n >= 0 },
  jitter: { rule: "a number from 0 to less than 1", test: (n) => n >= 0 && n < 1 },
  requestTimeout: positiveSecond,
  notFoundGrace: second,
  transientRetries: { rule: "a whole number, 0 or more", test: (n) => n >= 0 && Number.isInteger(n) },
};

/** Options that people bring from other waiters, and what they are called here. */
const hints: Readonly<Record<string, string>> = {
  abortController: "pass abortSignal: controller.signal",
  signal: "pass it as abortSignal",
  timeout: "the time to wait is maxWaitTime, in seconds",
  timeoutMs: "the time to wait is maxWaitTime, in seconds",
  delay: "the delays are minDelay and maxDelay, in seconds",
  interval: "the delays are minDelay and maxDelay, in seconds",
  maxAttempts: "a wait is limited by maxWaitTime, in seconds",
  retries: "failures on the way are limited by transientRetries",
};

/**
 * Checks that there are no options but those of every wait, and some more.
 * @throws {OptionError} for one that there is not: a misspelt one must not pass for its default.
 */
export function checkNames(given: object, own: ReadonlySet<string>, more: readonly string[] = []): void {
  for (const [option, value] of Object.entries(given)) {
    if (Object.hasOwn(rules, option) || own.has(option) || more.includes(option)) continue;
    const hint = Object.hasOwn(hints, option) ? `: ${hints[option]}` : "";
    throw new OptionError(option, `left out: there is no such option${hint}`, value);
  }
}

/** More than this is probably meant in milliseconds. */
const longestSeconds = 3600;
const shortOnes: ReadonlySet<string> = new Set(["minDelay", "maxDelay", "requestTimeout", "notFoundGrace"]);
/** Small enough for sums of milliseconds to stay exact. */
const longestWait = 1000 * 365 * 24 * 3600;

/** @throws {OptionError} for what is not a finite number or fails the test. */
export function checkNumber(
  option: string,
  value: unknown,
  rule: string,
  test: (n: number) => boolean,
): asserts value is number {
  if (typeof value !== "number" || !Number.isFinite(value) || !test(value))
    throw new OptionError(option, rule, value);
}

/**
 * Fills in the defaults and checks every value; an option that is undefined takes its default.
 * @throws {OptionError} naming the option, the value and the rule.
 */
export function resolvePolicy(options: WaitOptions): Policy {
  const policy = { ...defaultPolicy };
  for (const option of Object.keys(rules) as (keyof WaitOptions)[]) {
    const value: unknown = options[option];
    if (value === undefined) continue;
    const { rule, test } = rules[option];
    checkNumber(option, value, rule, test);
    if (shortOnes.has(option) && value > longestSeconds)
      throw new OptionError(option, `at most ${longestSeconds}: it is in seconds, not milliseconds`, value);
    if (value > longestWait) throw new OptionError(option, `at most ${longestWait}`, value);
    policy[option] = value;
  }
  const { minDelay, maxDelay } = policy;
  policy.knownMinDelay = options.minDelay ?? Math.min(policy.knownMinDelay, maxDelay);
  if (minDelay > maxDelay)
    throw options.minDelay === undefined
      ? new OptionError("maxDelay", `at least minDelay (${minDelay})`, maxDelay)
      : new OptionError("minDelay", `at most maxDelay (${maxDelay})`, minDelay);
  return shared(policy);
}

let latest = defaultPolicy;

/** Waits by the thousand have the same policy: one object serves them all. */
function shared(policy: Policy): Policy {
  const isSame = Object.entries(policy).every(([option, value]) => latest[option as keyof Policy] === value);
  if (!isSame) latest = Object.freeze(policy);
  return latest;
}
