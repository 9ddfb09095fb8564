import { type CallError, readError } from "../../core/call-error.js";
import { classify } from "../../core/classify-error.js";
import { compact, readText, recordOf } from "../../core/json.js";
import type { Operation } from "../../core/operation.js";
import { type Policy } from "../../core/options.js";
import { retryDelayMs } from "../../core/retry-backoff.js";
import { duplicateOf } from "../../waiter/duplicate-request.js";
import { addToken } from "../../waiter/request/idempotency-token.js";
import { type Traffic, watchFate, watchResponses } from "../../waiter/request/responses.js";
import { sendWatched } from "../../waiter/request/sdk-client.js";
import type { SdkClient, SdkCommand } from "../../waiter/request/sdk-types.js";
import { isEcho, isRefusedForItself } from "../../waiter/result/start-error.js";
import { withTimeLimit } from "../../waiter/request/time-limit.js";
import { type EngineSettings, poll } from "../poll-once.js";

/** What came of a command, as data: an engine keeps no more of an error than its name and message. */
export type Sent =
  | { readonly type: "started"; readonly operationId: string }
  | {
      readonly type: "duplicate";
      readonly command: string;
      readonly operationId: string;
      readonly error: CallError;
      /** The operation in the way, if it could be read. */
      readonly operation?: Operation;
    }
  | {
      readonly type: "refused";
      readonly command: string;
      readonly error: CallError;
      /** Whether it is probably the echo of an earlier attempt's success. */
      readonly isEcho: boolean;
      /** Whether this attempt may have been carried out: it got no answer that can be read. */
      readonly isInDoubt: boolean;
    };

/** The name of the error for an answer without an id. */
export const noOperationId = "NoOperationId";

/** Asks the engine to run the step again. */
export class TryAgain extends Error {
  override readonly name = "TryAgain";
  readonly retryMs: number;

  constructor({ name, message }: CallError, retryMs: number) {
    super(`${name}: ${message}`);
    this.retryMs = retryMs;
  }
}

export interface Attempt {
  /** The idempotency token: the caller's own, or one that was made for the command. */
  readonly token: string;
  /** Counted from 1. */
  readonly attempt: number;
  readonly settings: EngineSettings;
}

/**
 * Sends a command once.
 * @throws {TryAgain} when another attempt may succeed.
 */
export async function sendOnce(
  client: SdkClient,
  command: SdkCommand,
  { token, attempt, settings }: Attempt,
): Promise<Sent> {
  const { policy } = settings;
  let name = command.constructor.name.replace(/Command$/, "");
  addToken(command.middlewareStack, token, (known) => {
    name = known;
  });
  let traffic: Traffic | undefined;
  const { fate, onUnsent } = watchFate();
  try {
    const output = await withTimeLimit(
      async (abortSignal) => {
        traffic = watchResponses(command.middlewareStack, { abortSignal });
        return await sendWatched(client, command, { abortSignal, onUnsent }, traffic);
      },
      policy.requestTimeout * 1000,
      new AbortController().signal,
      false,
    );
    const operationId = readText(recordOf(output)["OperationId"]);
    if (operationId) return { type: "started", operationId };
    const message =
      `${name} was carried out, but answered with no OperationId: there is no operation to wait for. ` +
      "List the namespaces, services or instances to see what it did.";
    const error = { name: noOperationId, message };
    return { type: "refused", command: name, error, isEcho: false, isInDoubt: false };
  } catch (thrown) {
    const error = { ...readError(thrown), ...fate };
    const duplicate = duplicateOf(thrown);
    if (duplicate !== undefined) {
      const seen = await poll(settings, { OperationId: duplicate });
      if (seen.error) retryLater(seen.error, attempt, policy, token);
      const { operation } = seen;
      return { type: "duplicate", command: name, operationId: duplicate, error, ...compact({ operation }) };
    }
    retryLater(error, attempt, policy, token);
    const mayHaveArrived = traffic !== undefined && traffic.inDoubt > 0;
    // A token is in nobody else's namespace; what a deletion doesn't find may never have been there.
    const isFirst = attempt === 1 && !mayHaveArrived && error.name !== "NamespaceAlreadyExists";
    return {
      type: "refused",
      command: name,
      error,
      isEcho: !isFirst && isEcho({ name, token }, thrown),
      isInDoubt: mayHaveArrived && !isRefusedForItself(error),
    };
  }
}

/** @throws {TryAgain} while the policy allows for another attempt. */
function retryLater(error: CallError, attempt: number, policy: Policy, token: string): void {
  const kind = classify(error);
  const delayMs = (count: number): number | undefined =>
    retryDelayMs({ throttled: count, transient: count, healing: count }, error, kind, policy, token);
  const retryMs = delayMs(attempt);
  if (retryMs === undefined) return;
  let spentMs = 0;
  for (let past = 1; past <= attempt; past++) spentMs += delayMs(past) ?? 0;
  if (spentMs <= policy.maxWaitTime * 1000) throw new TryAgain(error, retryMs);
}
