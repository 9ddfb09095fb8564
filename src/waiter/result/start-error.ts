import type { CallError } from "../../core/call-error.js";
import { classify } from "../../core/classify-error.js";
import { describeError } from "../../core/failure-message.js";
import { recordOf } from "../../core/json.js";

// Registered symbols are the same in every copy of this package, so its guards work across duplicates.
const brand = Symbol.for("cloudmap-waiter.start-error");

export type StartErrorCode =
  /** The command was carried out, but its answer has no OperationId that can be used. */
  | "NO_OPERATION_ID"
  /** An earlier attempt got no answer, and what Cloud Map says now shows that it was carried out. */
  | "PROBABLY_CARRIED_OUT"
  /** The time was up, or the retries were used up, and no answer came that can be read: it may have been carried out. */
  | "NO_ANSWER"
  /** Another operation on the same resource was still in progress when the time was up; the command was not carried out. */
  | "OTHER_OPERATION_PENDING"
  /** Another operation on the same resource is in progress and could not be read; the command was not carried out. */
  | "OTHER_OPERATION_UNKNOWN";

/** `startOperation` can't return a waiter, for a reason that no error of the SDK tells. `code` says which. */
export class OperationStartError extends Error {
  override readonly name = "OperationStartError";
  readonly code: StartErrorCode;
  /** The operation that is in the way; with `NO_ANSWER`, it may be the command's own. */
  readonly operationId: string | undefined;

  constructor(
    code: StartErrorCode,
    message: string,
    options: { cause?: unknown; operationId?: string } = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.operationId = options.operationId;
    Object.defineProperty(this, brand, { value: true });
  }
}

export function isOperationStartError(value: unknown): value is OperationStartError {
  return typeof value === "object" && value !== null && brand in value;
}

/**
 * Whether Cloud Map has refused a command for what it asks. Then it has refused it before as well; not so what it refuses
 * for who asks, or when.
 */
export function isRefusedForItself(error: CallError): boolean {
  const kind = classify(error);
  return (kind === "invalid" || kind === "not-found") && !error.name.startsWith("Unknown");
}

/** What to throw for a command of which nobody knows whether it was carried out, once it is given up. */
export function noAnswer(name: string, lastError: CallError, cause: unknown): OperationStartError {
  return new OperationStartError(
    "NO_ANSWER",
    `${name} may or may not have been carried out: an attempt got no answer that can be read. Check the resource ` +
      `itself, or call the action again with the same request id. The last error was ${describeError(lastError)}`,
    { cause },
  );
}

/** Whether a refusal is what Cloud Map answers once the same command has been carried out. */
export function isEcho(
  command: { readonly name: string; readonly token: string },
  refusal: unknown,
): boolean {
  const { name, CreatorRequestId } = recordOf(refusal);
  if (name === "NamespaceAlreadyExists") return CreatorRequestId === command.token;
  return (
    (command.name === "DeleteNamespace" && name === "NamespaceNotFound") ||
    (command.name === "DeregisterInstance" && name === "InstanceNotFound")
  );
}
