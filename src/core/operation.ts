import type { OperationErrorCode } from "./error-codes.js";
import { compact, isRecord, readText } from "./json.js";

/** The status of an operation, in the order in which it moves. Source: Cloud Map API reference, `Operation`. */
export type OperationStatus = "SUBMITTED" | "PENDING" | "SUCCESS" | "FAIL";

/** Whether an operation in this status has ended. */
export function isFinalStatus(status: string | null | undefined): boolean {
  return status === "SUCCESS" || status === "FAIL";
}

/** What an operation does. Source: Cloud Map API reference, `Operation`. */
export type OperationType =
  | "CREATE_NAMESPACE"
  | "DELETE_NAMESPACE"
  | "UPDATE_NAMESPACE"
  | "UPDATE_SERVICE"
  | "REGISTER_INSTANCE"
  | "DEREGISTER_INSTANCE";

/**
 * The ids of what an operation made or changed, by kind. A kind that this version doesn't know is passed through, but has
 * no member here: a typo in a name doesn't compile.
 */
export interface Targets {
  readonly NAMESPACE?: string;
  readonly SERVICE?: string;
  readonly INSTANCE?: string;
}

/**
 * An operation as Cloud Map described it, as plain JSON: the API's own member names, dates as ISO 8601 text. A member
 * that was absent or of the wrong type is absent here, and values that this version doesn't know are passed through.
 */
export interface Operation {
  readonly Id?: string;
  readonly OwnerAccount?: string;
  readonly Type?: string;
  readonly Status?: string;
  readonly ErrorCode?: OperationErrorCode;
  readonly ErrorMessage?: string;
  readonly CreateDate?: string;
  readonly UpdateDate?: string;
  readonly Targets?: Targets;
}

/** Which operation to wait for: the input of GetOperation. */
export interface OperationRef {
  /** As a create, update, delete, register or deregister call returned it; at most 255 characters. */
  readonly OperationId: string;
  /** The 12 digits of the account that owns the namespace; required for a namespace shared with yours. */
  readonly OwnerAccount?: string | undefined;
}

/**
 * What a wait can be asked for: an operation id, the input of GetOperation, or the answer of the call that started the
 * operation. The SDK's types let the id be absent, so it is checked when the wait is made.
 */
export type OperationInput =
  | string
  | { readonly OperationId?: string | undefined; readonly OwnerAccount?: string | undefined };

const statuses: readonly unknown[] = ["SUBMITTED", "PENDING", "SUCCESS", "FAIL"] satisfies OperationStatus[];

/** Whether going from one status to another is a step of an operation's life, rather than a repetition or a step back. */
export function isForward(from: OperationStatus | null, to: string | undefined): to is OperationStatus {
  return statuses.indexOf(to) > statuses.indexOf(from);
}

/**
 * Reads what a response calls its operation, from the SDK (dates as `Date`), from raw JSON (dates as epoch seconds, or
 * as the text that the API reference's own samples show), or from this package's own JSON. Returns undefined when there
 * is none.
 */
export function readOperation(value: unknown): Operation | undefined {
  if (!isRecord(value)) return undefined;
  return compact({
    Id: readText(value["Id"]),
    OwnerAccount: readText(value["OwnerAccount"]),
    Type: readText(value["Type"]),
    Status: readText(value["Status"]),
    ErrorCode: readText(value["ErrorCode"]),
    ErrorMessage: readText(value["ErrorMessage"]),
    CreateDate: readDate(value["CreateDate"]),
    UpdateDate: readDate(value["UpdateDate"]),
    Targets: readTargets(value["Targets"]),
  });
}

/** How long an operation that has ended took, by the service's own clock; undefined if it doesn't say. */
export function durationMs({ CreateDate, UpdateDate }: Operation): number | undefined {
  if (CreateDate === undefined || UpdateDate === undefined) return undefined;
  return Math.max(0, Date.parse(UpdateDate) - Date.parse(CreateDate));
}

function readTargets(value: unknown): Targets | undefined {
  if (!isRecord(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function readDate(value: unknown): string | undefined {
  const text = readText(value)?.replace(basicIsoDate, "$1-$2-$3T$4:$5:$6Z");
  const date =
    value instanceof Date ? value : new Date(typeof value === "number" ? value * 1000 : (text ?? ""));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

// The API reference's samples write dates like 20181118T211707Z, which neither the SDK nor `Date` can read.
const basicIsoDate = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
