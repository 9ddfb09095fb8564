import type { DurableContextLike } from "../../../src/engines/durable/context.js";

type Step<T> = (context: { readonly attempt: number }) => Promise<T>;
type StepConfig = Parameters<DurableContextLike["step"]>[2];

export interface FakeContext extends DurableContextLike {
  /** The delays, in seconds, that were asked for. */
  readonly delays: number[];
  /** What was stored, as JSON. */
  readonly stored: string[];
}

/**
 * A durable context: all that it stores goes through JSON. It sleeps only if it is told how.
 *
 * @param recorded what its steps returned, as JSON, by their names: a replay is given that of the first run
 */
export function fakeContext(
  arn = "arn:one",
  sleep: (seconds: number) => Promise<void> = () => Promise.resolve(),
  recorded: Map<string, string> = new Map(),
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
    async step<T>(name: string, run: Step<T>, { retryStrategy }: StepConfig): Promise<T> {
      const before = recorded.get(name);
      if (before !== undefined) return JSON.parse(before) as T;
      for (let attempt = 1; ; attempt++) {
        try {
          const result = throughJson(await run({ attempt }));
          recorded.set(name, JSON.stringify(result));
          return result;
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
