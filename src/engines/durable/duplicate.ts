import { compact, recordOf } from "../../core/json.js";
import type { OperationRef } from "../../core/operation.js";
import { printable } from "../../core/text.js";
import { compare, type OnDuplicateRequest } from "../../waiter/duplicate-request.js";
import { OperationStartError } from "../../waiter/result/start-error.js";
import type { EngineSettings } from "../poll-once.js";
import type { DurableContextLike } from "./context.js";
import type { Sent } from "./send-once.js";
import { errorOf } from "./start-errors.js";
import { waitInContext } from "./wait-in-context.js";

/** A command that was refused, because another operation on the same resource is in progress. */
export type Duplicate = Extract<Sent, { type: "duplicate" }>;

/** What is shared with this account is named by its ARN, which tells the account that owns it. */
export function referenceOf(OperationId: string, input: object): OperationRef {
  const { Id, ServiceId } = recordOf(input);
  const OwnerAccount = /^arn:[^:]*:servicediscovery:[^:]*:(\d{12}):/.exec(String(Id ?? ServiceId))?.[1];
  return { OperationId, ...compact({ OwnerAccount }) };
}

/**
 * Whether to wait for the other operation in place of one's own.
 * @throws the DuplicateRequest, where neither that nor sending again is wanted.
 */
export function shouldAdopt(
  { error, command, operation }: Duplicate,
  input: object,
  choice: OnDuplicateRequest | undefined,
): boolean {
  if (choice === "reject") throw errorOf(error);
  if (choice !== undefined) return choice === "adopt";
  // Nothing is known of an operation that can't be read, and nothing was started.
  if (operation === undefined) throw errorOf(error);
  const likeness = compare(command, input, operation);
  return likeness === "same" || likeness === "same-type";
}

/** Waits until the operation in the way has ended; returns the milliseconds that it took. */
export async function waitForOther(
  context: DurableContextLike,
  settings: EngineSettings,
  { operationId, command, error }: Duplicate,
  input: object,
  leftMs: number,
  name: string,
): Promise<number> {
  const policy = { ...settings.policy, maxWaitTime: Math.max(0, leftMs / 1000) };
  const end = await waitInContext(context, { ...settings, policy }, referenceOf(operationId, input), name);
  const outcome = end.type === "done" ? "succeeded" : end.error.outcome;
  if (outcome === "succeeded" || outcome === "failed" || outcome === "not-found")
    // A wait that ended at its first poll must still bring the loop nearer to its end.
    return Math.max(1000, end.state.elapsedMs);
  throw new OperationStartError(
    "OTHER_OPERATION_PENDING",
    `${command} was not carried out: another operation on the same resource, ${printable(operationId)}, had not ended when the wait for it ended (${outcome}). ` +
      "Wait for it, then call the action again.",
    { cause: errorOf(error), operationId },
  );
}
