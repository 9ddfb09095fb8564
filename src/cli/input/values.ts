import { usageError } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { durationRule, longestSeconds, parseDuration } from "./duration.js";
import { shownEndpoint } from "./endpoint.js";
import type { FlagName } from "./flags.js";

/** A setting as it was given: its text or switch, and what people call it, a flag or a variable of the environment. */
export interface Given {
  readonly value: string | boolean;
  readonly source: string;
}

export type GivenValues = { [Name in FlagName]?: Given };

const longestTime = { seconds: longestSeconds, text: "8760h, a year" };
const longestInterval = { seconds: 3600, text: "1h" };

export function quoted(value: string): string {
  return `"${sanitize(value, 100)}"`;
}

/** Reads settings one by one; each mistake is a usage error that names where the value came from, the value and the rule. */
export class Values {
  readonly #given: GivenValues;

  constructor(given: GivenValues) {
    this.#given = given;
  }

  isOn(name: FlagName): boolean {
    return this.#given[name]?.value === true;
  }

  text(name: FlagName, rule?: string, isValid?: (value: string) => boolean): string | undefined {
    const given = this.#textOf(name);
    if (given === undefined) return undefined;
    const { value, source } = given;
    if (isValid?.(value) === false) {
      // The value of a URL may be a secret in part.
      const shown = name === "endpoint-url" ? shownEndpoint(value) : value;
      throw usageError(`${source} must be ${rule}; got ${quoted(shown)}.`);
    }
    return value;
  }

  choice<Choice extends string>(name: FlagName, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name, `one of ${choices.join(", ")}`, (text) =>
      choices.some((one) => one === text),
    );
    return choices.find((one) => one === value);
  }

  /** Seconds. */
  duration(name: FlagName): number | undefined {
    const given = this.#textOf(name);
    if (given === undefined) return undefined;
    const { value, source } = given;
    const seconds = parseDuration(value);
    const isZeroAllowed = name === "timeout";
    if (seconds === undefined || (seconds === 0 && !isZeroAllowed)) {
      const more = isZeroAllowed ? ", 0 or none" : " and more than 0";
      throw usageError(`${source} must be ${durationRule}${more}; got ${quoted(value)}.`);
    }
    const longest = /interval/.test(name) ? longestInterval : longestTime;
    if (seconds > longest.seconds)
      throw usageError(`${source} must be at most ${longest.text}; got ${quoted(value)}.`);
    return seconds;
  }

  #textOf(name: FlagName): { value: string; source: string } | undefined {
    const given = this.#given[name];
    if (typeof given?.value !== "string") return undefined;
    const { value, source } = given;
    if (value === "") throw usageError(`${source} must not be empty.`);
    return { value, source };
  }
}
