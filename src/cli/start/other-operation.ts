import type { Operation } from "../../core/operation.js";
import { compare, typeOfCommand } from "../../waiter/duplicate-request.js";
import { AwsCallError, type AwsCalls } from "./aws-calls.js";
import type { AwsCommand } from "./aws-command.js";

/** The operation that a command was refused for, since it is in progress on the same resource. */
export interface OtherOperation {
  readonly operationId: string;
  /** Whether it does what the command asks for, so that waiting for it will do. */
  readonly isTheSame: boolean;
}

/** No more are read one by one. */
const mostOperations = 20;

/**
 * Finds the operation that DuplicateRequest is about: by the id in the message, of which the AWS CLI shows nothing else,
 * or among those in progress. Undefined where it can't be told.
 */
export async function otherOperation(
  { action, input }: AwsCommand,
  message: string,
  calls: AwsCalls,
): Promise<OtherOperation | undefined> {
  const named = /\bid (\S{1,255}?)(?= is in progress|[.,;]?(?:\s|$))/.exec(message)?.[1];
  try {
    if (named !== undefined) {
      const operation = await calls.getOperation(named);
      if (operation !== undefined)
        return { operationId: named, isTheSame: doesTheSame(action, input, operation) };
    }
    const ids = await calls.operationsInProgress(typeOfCommand(action) ?? "");
    for (const operationId of ids.slice(0, mostOperations)) {
      const operation = (await calls.getOperation(operationId)) ?? {};
      // A creation names nothing that could be compared until it has ended, so it must be the only one.
      if (
        doesTheSame(action, input, operation) &&
        (operation.Type !== "CREATE_NAMESPACE" || ids.length === 1)
      )
        return { operationId, isTheSame: true };
    }
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
  }
  return undefined;
}

function doesTheSame(action: string, input: object, operation: Operation): boolean {
  const likeness = compare(action, input, operation);
  return likeness === "same" || likeness === "same-type";
}
