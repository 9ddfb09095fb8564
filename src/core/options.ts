import { printable } from "./text.js";

/** How to wait. Every duration is in seconds, as in the waiters of the AWS SDKs. */
export interface WaitOptions {
  /** How long to wait in all before giving up; 0 looks once. Default 600. */
  readonly maxWaitTime?: number | undefined;
  /** The shortest delay between two looks, before jitter; more than 0. Default 1. */
  readonly minDelay?: number | undefined;
  /** The longest delay between two looks, before jitter; it is longer where many waits share few requests. Default 10. */
  readonly maxDelay?: number | undefined;
  /** The delay before the next look as a share of the operation's age: how late a look may be, relatively. Default 0.15. */
  readonly growth?: number | undefined;
  /** By how much a delay varies, as a share of it, either way; less than 1. Default 0.1. */
  readonly jitter?: number | undefined;
  /** How long one request may take before it is given up and tried again. Default 10. */
  readonly requestTimeout?: number | undefined;
  /** How long an operation that was never seen may be unknown to Cloud Map. Default 10. */
  readonly notFoundGrace?: number | undefined;
  /** How many failures on the way (network, 5xx, timeouts) in a row are retried; a whole number. Default 8. */
  readonly transientRetries?: number | undefined;
}

/** Every option resolved and checked: a plain value that can be stored and shared. */
export type Policy = { readonly [Option in keyof WaitOptions]-?: number };

export const defaultPolicy: Policy = Object.freeze({
  maxWaitTime: 600,
  minDelay: 1,
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
    super(`${option} must be ${rule}; got ${describe(value)}`);
    this.option = option;
  }
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(printable(value, 300));
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

// A year times a thousand: large enough for any wait, small enough that sums of milliseconds stay exact.
const longest = 1000 * 365 * 24 * 3600;
const seconds = { rule: "a number of seconds, 0 or more", test: (n: number) => n >= 0 };
const positiveSeconds = { rule: "a number of seconds greater than 0", test: (n: number) => n > 0 };

const rules: { readonly [Option in keyof Policy]: { rule: string; test: (n: number) => boolean } } = {
  maxWaitTime: seconds,
  minDelay: positiveSeconds,
  maxDelay: positiveSeconds,
  growth: { rule: "a number, 0 or more", test: (n) => n >= 0 },
  jitter: { rule: "a number from 0 to less than 1", test: (n) => n >= 0 && n < 1 },
  requestTimeout: positiveSeconds,
  notFoundGrace: seconds,
  transientRetries: { rule: "a whole number, 0 or more", test: (n) => n >= 0 && Number.isInteger(n) },
};

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
  for (const option of Object.keys(rules) as (keyof Policy)[]) {
    const value: unknown = options[option];
    if (value === undefined) continue;
    const { rule, test } = rules[option];
    checkNumber(option, value, rule, test);
    if (value > longest) throw new OptionError(option, `at most ${longest}`, value);
    policy[option] = value;
  }
  const { minDelay, maxDelay } = policy;
  if (minDelay > maxDelay)
    throw options.minDelay === undefined
      ? new OptionError("maxDelay", `at least minDelay (${minDelay})`, maxDelay)
      : new OptionError("minDelay", `at most maxDelay (${maxDelay})`, minDelay);
  return Object.freeze(policy);
}

/**
 * The delay before the next look, for an operation that has been waited for since `ageMs`. It follows the age, so that
 * the end is noticed late by a bounded share of the operation's own duration, at a logarithmic number of looks. Whoever
 * knows better may want another delay, within the same bounds. `spread` from -1 to 1 tells how much of the jitter to take.
 */
export function pollDelayMs(
  ageMs: number,
  { growth, minDelay, maxDelay, jitter }: Policy,
  spread = 0,
  wantedMs: number = ageMs * growth,
): number {
  return Math.min(Math.max(wantedMs, minDelay * 1000), maxDelay * 1000) * (1 + jitter * spread);
}

/** The back-off between attempts of one call, in the terms of p-retry: `min(minTimeout × factor^(n − 1), maxTimeout)`. */
export interface BackOff {
  readonly minTimeout: number;
  readonly factor: number;
  readonly maxTimeout: number;
}

/** The back-off after failed attempts. It is apart from the delay between looks, and the two never compound. */
export function backOff(policy: Policy, spread = 0): BackOff {
  return { minTimeout: Math.round(500 * (1 + policy.jitter * spread)), factor: 2, maxTimeout: 5000 };
}

/** The delay before the attempt that follows `failures` failed ones; never shorter than what the service asked for. */
export function retryDelayMs(
  failures: number,
  { minTimeout, factor, maxTimeout }: BackOff,
  retryAfterMs = 0,
): number {
  return Math.max(Math.min(minTimeout * factor ** (failures - 1), maxTimeout), retryAfterMs);
}

/** When the last look is taken, of a wait that began at 0: before the deadline, so that its answer can still arrive. */
export function finalPollAtMs({ maxWaitTime, requestTimeout }: Policy): number {
  return (maxWaitTime - Math.min(1, requestTimeout, maxWaitTime / 2)) * 1000;
}

/**
 * The same policy as a table, for an engine that cannot compute: the whole seconds to wait before each look after the
 * first, which is at once. They add up to `maxWaitTime`, rounded up.
 */
export function schedule(policy: Policy): number[] {
  const delays: number[] = [];
  const end = Math.ceil(policy.maxWaitTime);
  for (let age = 0; age < end;) {
    const delay = Math.min(Math.max(1, Math.ceil(pollDelayMs(age * 1000, policy) / 1000)), end - age);
    delays.push(delay);
    age += delay;
  }
  return delays;
}

/**
 * A number in [-1, 1) that depends on nothing but an operation's id and the number of the look: jitter that a replay
 * repeats, and that sets apart operations which were started together.
 */
export function spreadOf(operationId: string, poll: number): number {
  let hash = poll;
  for (let index = 0; index < operationId.length; index++) {
    hash = Math.imul(hash ^ operationId.charCodeAt(index), 0x5bd1e995);
    // Each character is to change all bits: ids often differ in their last ones only.
    hash ^= hash >>> 15;
  }
  return hash / 2 ** 31;
}
