/**
 * What an operation's ErrorCode means and what to do about it, in three short sentences, or undefined for a code that
 * this version doesn't know. Source of the codes: Cloud Map API reference, `Operation`.
 */
export function explainErrorCode(code: string): string | undefined {
  return isKnown(code) ? `${help[code]} ${retryAdvice}` : undefined;
}

/** The end of every explanation: an operation that failed stays as it is. */
export const retryAdvice: string = "Then call the action again.";

/** Cloud Map's ErrorCodes; a new one that this version doesn't know is passed through. */
export type OperationErrorCode = KnownErrorCode | (string & {});

/** The ErrorCodes of Cloud Map's API reference. */
export type KnownErrorCode =
  | "ACCESS_DENIED"
  | "CANNOT_CREATE_HOSTED_ZONE"
  | "EXPIRED_TOKEN"
  | "HOSTED_ZONE_NOT_FOUND"
  | "INTERNAL_FAILURE"
  | "INVALID_CHANGE_BATCH"
  | "THROTTLED_REQUEST";

const help: Readonly<Record<KnownErrorCode, string>> = {
  ACCESS_DENIED:
    "Cloud Map lacked a permission, usually in Route 53. Add it to the role or user that called the action.",
  CANNOT_CREATE_HOSTED_ZONE:
    "Route 53 refused the namespace's hosted zone, usually because the VPC already has one for this or an overlapping domain. " +
    "Delete or reuse that zone, or choose another name or VPC.",
  EXPIRED_TOKEN: "The credentials that started the operation expired before its end. Get new credentials.",
  HOSTED_ZONE_NOT_FOUND:
    "The namespace's hosted zone is gone, probably deleted outside Cloud Map. Recreate the namespace.",
  INTERNAL_FAILURE: "Cloud Map itself failed; AWS Support can trace the operation id. Wait a moment.",
  INVALID_CHANGE_BATCH:
    "Route 53 refused the DNS records. Check the instance's attributes and the service's DNS settings.",
  THROTTLED_REQUEST: "Route 53 throttled Cloud Map. Start fewer at a time.",
};

function isKnown(code: string): code is KnownErrorCode {
  return Object.hasOwn(help, code);
}

/** The ErrorCodes that {@link explainErrorCode} knows. */
export function knownErrorCodes(): readonly string[] {
  return Object.keys(help);
}
