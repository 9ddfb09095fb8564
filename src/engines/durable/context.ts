import { recordOf } from "../../core/json.js";
import { OptionError } from "../../core/options.js";

/** How long to wait, as the engine takes it. */
export interface DurableDelay {
  readonly seconds: number;
}

/**
 * The part of a durable function's context that is used: the `DurableContext` of `@aws/durable-execution-sdk-js` 2 fits. The
 * SDK itself is never imported.
 */
export interface DurableContextLike {
  readonly executionContext: { readonly durableExecutionArn: string };
  step<T>(
    name: string,
    run: (context: { readonly attempt: number }) => Promise<T>,
    config: {
      readonly retryStrategy: (
        error: Error,
        attempt: number,
      ) => { shouldRetry: boolean; delay?: DurableDelay };
    },
  ): PromiseLike<T>;
  waitForCondition<T>(
    name: string,
    check: (state: T) => Promise<T>,
    config: {
      readonly initialState: T;
      readonly waitStrategy: (
        state: T,
      ) => { shouldContinue: true; delay: DurableDelay } | { shouldContinue: false };
    },
  ): PromiseLike<T>;
}

/** @throws {OptionError} for what is not the context of a durable function. */
export function checkContext(context: DurableContextLike): void {
  const { step, waitForCondition, executionContext } = recordOf(context);
  const { durableExecutionArn } = recordOf(executionContext);
  if (
    typeof step !== "function" ||
    typeof waitForCondition !== "function" ||
    typeof durableExecutionArn !== "string"
  )
    throw new OptionError(
      "context",
      "the DurableContext that @aws/durable-execution-sdk-js 2 hands to a durable function (on Node 20, npm installs version 0.0.1 unless 2 is asked for)",
      context,
    );
}

/** A delay as the engine takes it: whole seconds, at least one, rounded up. */
export function wholeSeconds(ms: number): DurableDelay {
  return { seconds: Math.max(1, Math.ceil(ms / 1000)) };
}
