import { concerns, ruleFor, type Subject } from "./pattern.js";
import type { Random } from "./random.js";
import { numberIn, closed, text, wholeNumberIn, type Reader } from "../protocol/readers.js";
import { operationKinds } from "../protocol/api-names.js";

/** Makes operations end as FAIL. */
export interface FailureRule {
  /** Which operations: a key as in `durations`, such as `CREATE_NAMESPACE:bad-*`. Default `*`. */
  readonly on?: string;
  /** The operation's ErrorCode. The API names seven, such as `ACCESS_DENIED`; any text is let through. */
  readonly code: string;
  /** The operation's ErrorMessage. Default: a sentence that names the code. */
  readonly message?: string;
  /** How likely the rule fires, from 0 to 1. Default 1. */
  readonly probability?: number;
  /** How often the rule fires at most. Default: no limit. */
  readonly times?: number;
}

/** Why an operation failed, as GetOperation tells it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

export const readFailureRule: Reader<FailureRule> = closed(
  { code: text({ min: 1, max: 255 }) },
  {
    on: ruleFor(operationKinds),
    message: text({ max: 10_000 }),
    probability: numberIn(0, 1),
    times: wholeNumberIn(0, Number.MAX_SAFE_INTEGER),
  },
);

/** Decides, for each operation as it starts, whether it will fail. */
export type FailureDraw = (subject: Subject, random: Random) => Failure | undefined;

export function createFailureDraw(rules: readonly FailureRule[]): FailureDraw {
  const fired = rules.map(() => 0);
  return (subject, random) => {
    for (const [index, rule] of rules.entries()) {
      const { on = "*", code, message, probability = 1, times = Infinity } = rule;
      const count = fired[index] ?? 0;
      // Drawn whether or not the rule applies, so that what one rule does never moves the draws of the next.
      const lucky = random.next() < probability;
      if (!lucky || count >= times || !concerns(on, subject)) continue;
      fired[index] = count + 1;
      return { code, message: message ?? "The operation failed." };
    }
    return undefined;
  };
}
