import type { OperationInput, OperationRef } from "../../core/operation.js";
import { OptionError } from "../../core/options.js";
import { StateError } from "../../core/stored-state.js";
import { checkOperation } from "../../waiter/config.js";
import { type Outcome } from "../../waiter/result/outcome.js";
import { tuning } from "../../waiter/rate/tuning.js";
import { outcomeOfDecision } from "../outcome.js";
import type { EngineSettings } from "../poll-once.js";
import { checkContext, type DurableContextLike, wholeSeconds } from "./context.js";
import { beginFleet, type Fleet, readFleet, type StoredFleet, storeFleet } from "./fleet-state.js";
import { resolveDurableConfig } from "./limits.js";
import { nextSweepMs, sweep } from "./sweep.js";
import type { DurableConfig } from "./wait-for-operation.js";

/** So many waits fit one checkpoint of 256 KB, even if each fails with a message of its own. */
const mostOperations = 1000;

/**
 * Waits for many operations in an AWS Lambda durable function, as one condition that polls all that are due at a time: it
 * takes one durable operation a sweep rather than one a poll, and keeps to one request budget. At most 1000 operations.
 * @returns an outcome for each, in order; a failure of one does not fail the call.
 * @throws {OptionError} for an option that cannot be used or kept; nothing has been sent then.
 * @throws {StateError} when another version of this package began the wait.
 */
export async function waitForOperations(
  context: DurableContextLike,
  config: DurableConfig,
  operations: readonly OperationInput[],
): Promise<readonly Outcome[]> {
  checkContext(context);
  const settings = resolveDurableConfig(config);
  if (!Array.isArray(operations)) throw new OptionError("operations", "a list", operations);
  if (operations.length > mostOperations)
    throw new OptionError(
      "operations",
      `at most ${mostOperations} in one wait, to fit a checkpoint of 256 KB; start one execution for each ${mostOperations}`,
      operations.length,
    );
  const references = operations.map((operation: OperationInput) => checkOperation(operation));
  if (references.length === 0) return [];
  const end = await context.waitForCondition<Stored>(
    config.name ?? `wait for ${references.length} operations`,
    // A throw in here would end the execution, so nothing throws.
    async (stored) => await advance(stored, settings, references),
    {
      initialState: { type: "begin" },
      waitStrategy: (stored) =>
        stored.type === "wait"
          ? { shouldContinue: true, delay: wholeSeconds(stored.waitMs) }
          : { shouldContinue: false },
    },
  );
  if (end.type === "refused") throw new StateError(end.code, end.message);
  if (end.type === "begin")
    throw new StateError("INVALID_STATE", "The engine ended the wait before it began");
  return readFleet(end, references).members.map(({ end }, index) => {
    if (end) return outcomeOfDecision(end);
    throw new StateError("INVALID_STATE", `The wait for ${references[index]?.OperationId} has no end`);
  });
}

type Stored =
  | { readonly type: "begin" }
  | StoredFleet
  | { readonly type: "refused"; readonly code: StateError["code"]; readonly message: string };

async function advance(
  stored: Stored,
  settings: EngineSettings,
  references: readonly OperationRef[],
): Promise<Stored> {
  try {
    const fleet = fleetOf(stored, references);
    const writtenBefore = fleet.writtenBytes;
    await sweep(fleet, settings);
    const first = storeFleet(fleet, 0);
    if (first === undefined) return tooLarge;
    const waitMs = nextSweepMs(fleet, first.writtenBytes - writtenBefore, settings.policy);
    return { ...first, waitMs };
  } catch (thrown) {
    if (!(thrown instanceof StateError)) throw thrown;
    return { type: "refused", code: thrown.code, message: thrown.message };
  }
}

const tooLarge: Stored = {
  type: "refused",
  code: "INVALID_STATE",
  message:
    "What is known of these operations no longer fits a checkpoint of 256 KB. Wait for fewer of them in one execution.",
};

function fleetOf(stored: Stored, references: readonly OperationRef[]): Fleet {
  return "waits" in stored
    ? readFleet(stored, references)
    : beginFleet(references, Date.now(), tuning.startRate);
}
