import { OptionError, type Policy } from "../../core/options.js";
import { schedule } from "../../core/schedule.js";
import { type EngineConfig, type EngineSettings, resolveEngineConfig } from "../poll-once.js";

/**
 * Durable operations that one execution may have. A wait takes one, and one more for each poll. Source: Lambda quotas,
 * "Durable functions".
 */
const mostDurableOperations = 3000;
/** Seconds. The longest that an execution may run: a year. Source: Lambda quotas, "Durable functions". */
const longestExecution = 366 * 24 * 3600;

/**
 * Resolves a configuration for AWS Lambda durable functions.
 * @throws {OptionError} also for a policy that the engine cannot keep.
 */
export function resolveDurableConfig(config: EngineConfig, more: readonly string[] = []): EngineSettings {
  const settings = resolveEngineConfig(config, [...more, "name"]);
  const { policy } = settings;
  const name: unknown = Reflect.get(config, "name");
  if (name !== undefined && (typeof name !== "string" || name === ""))
    throw new OptionError("name", "a text that is not empty", name);
  if (policy.minDelay < 1)
    throw new OptionError(
      "minDelay",
      "at least 1: a durable function waits whole seconds, at least one",
      policy.minDelay,
    );
  if (policy.maxWaitTime > longestExecution)
    throw new OptionError(
      "maxWaitTime",
      `at most ${longestExecution}: a durable execution runs for a year at most`,
      policy.maxWaitTime,
    );
  return settings;
}

/**
 * Refuses a policy that polls one operation more often than an execution has durable operations.
 * @throws {OptionError}
 */
export function checkPolls(policy: Policy): void {
  const polls = pollsOf(policy);
  if (polls < mostDurableOperations) return;
  throw new OptionError(
    "maxWaitTime",
    `short enough for ${mostDurableOperations} durable operations in an execution, and this policy polls ${polls} times in it: raise maxDelay`,
    policy.maxWaitTime,
  );
}

function pollsOf(policy: Policy): number {
  // A table of years of delays would only be counted.
  const atLeast = Math.ceil(policy.maxWaitTime / (policy.maxDelay + 1));
  return atLeast > mostDurableOperations ? atLeast : schedule(policy).length + 1;
}
