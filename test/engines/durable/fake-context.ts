import type { DurableContextLike } from "../../../src/engines/durable/context.js";

export interface FakeContext extends DurableContextLike {
  /** The delays, in seconds, that were asked for. */
  readonly delays: number[];
  /** What was stored, as JSON. */
  readonly stored: string[];
}

/** A durable context: all that it stores goes through JSON. It sleeps only if it is told how. */
export function fakeContext(
  arn = "arn:one",
  sleep: (seconds: number) => Promise<void> = () => Promise.resolve(),
): FakeContext {
  const [delays, stored]: [number[], string[]] = [[], []];
  const throughJson = <T>(value: T): T => {
    const text = JSON.stringify(value);
    stored.push(text);
    return JSON.parse(text) as T;
  };
  return {
    delays,
    stored,
    executionContext: { durableExecutionArn: arn },
    async step(_name, run, { retryStrategy }) {
      for (let attempt = 1; ; attempt++) {
        try {
          return throughJson(await run({ attempt }));
        } catch (error) {
          const { shouldRetry, delay } = retryStrategy(error as Error, attempt);
          if (!shouldRetry) throw error;
          delays.push(delay?.seconds ?? 0);
          await sleep(delay?.seconds ?? 0);
        }
      }
    },
    async waitForCondition(_name, check, { initialState, waitStrategy }) {
      for (let state = throughJson(initialState); ;) {
        state = throughJson(await check(state));
        const decision = waitStrategy(state);
        if (!decision.shouldContinue) return state;
        delays.push(decision.delay.seconds);
        await sleep(decision.delay.seconds);
      }
    },
  };
}
