import { resolveConfig, type WaitConfig } from "../../src/waiter/config.js";
import type { Logger } from "../../src/waiter/events/logger.js";
import type { Origin } from "../../src/waiter/origin.js";
import { type OperationWaiter, StartedOperation, waiterOf } from "../../src/waiter/operation-waiter.js";
import type { GetOperation } from "../../src/waiter/request/sdk-client.js";

export const input = { OperationId: "op-1" };

/** A status, an error to throw, a whole answer, or "hang". */
type Answer = string | Error | object;

/** Answers the polls one after another, the last answer again and again, and tells when each came. */
export function answers(...script: readonly Answer[]): {
  getOperation: GetOperation;
  polls: number[];
  aborted: number;
} {
  const service = {
    polls: [] as number[],
    aborted: 0,
    getOperation: (async (_input, { abortSignal }) => {
      const answer = script[Math.min(service.polls.length, script.length - 1)];
      service.polls.push(performance.now());
      abortSignal.addEventListener("abort", () => service.aborted++);
      // A request that never ends, and ignores its signal.
      if (answer === "hang") return await new Promise(() => {});
      if (answer instanceof Error) throw answer;
      return typeof answer === "string"
        ? { Operation: { Status: answer, Targets: { NAMESPACE: "ns-1" } } }
        : answer;
    }) as GetOperation,
  };
  return service;
}

export function sdkError(name: string, statusCode: number): Error {
  return Object.assign(new Error(`${name}!`), {
    name,
    $metadata: { httpStatusCode: statusCode, attempts: 1 },
  });
}

/** A logger that keeps its lines, whatever their level. */
export function lineLogger(): { lines: string[]; logger: Logger } {
  const lines: string[] = [];
  const log = (line: unknown): number => lines.push(String(line));
  return { lines, logger: { debug: log, info: log, warn: log, error: log } };
}

/** A service in which an operation ends so many milliseconds after it was first polled, as its id says: `ok-2000`, `fail-500`. */
export function timedService(): {
  getOperation: GetOperation;
  polls: string[];
} {
  const firstPolls = new Map<string, number>();
  const polls: string[] = [];
  return {
    polls,
    getOperation: async ({ OperationId = "", OwnerAccount }) => {
      polls.push(OperationId);
      const key = `${OwnerAccount ?? ""}/${OperationId}`;
      const firstAt = firstPolls.get(key) ?? performance.now();
      firstPolls.set(key, firstAt);
      const [ending, ms] = OperationId.split("-");
      const hasEnded = performance.now() - firstAt >= Number(ms);
      const end =
        ending === "fail" ? { Status: "FAIL", ErrorCode: "INTERNAL_FAILURE" } : { Status: "SUCCESS" };
      return {
        Operation: {
          Id: OperationId,
          Type: "REGISTER_INSTANCE",
          ...(hasEnded ? end : { Status: "PENDING" }),
        },
      };
    },
  };
}

/** The waiter of an operation as `startOperation` hands it over. */
export function startedWaiter(config: WaitConfig, origin: Origin = { justStarted: true }): OperationWaiter {
  return waiterOf(new StartedOperation(resolveConfig(config), input, origin));
}
