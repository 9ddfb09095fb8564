/**
 * What an operation's ErrorCode means and what to do about it, in two sentences, or undefined for a code that this
 * version doesn't know. Source of the codes: Cloud Map API reference, `Operation$ErrorCode`.
 */
export function explainErrorCode(code: string): string | undefined {
  return Object.hasOwn(help, code) ? help[code] : undefined;
}

const help: Readonly<Record<string, string>> = {
  ACCESS_DENIED:
    "Cloud Map was not allowed to do a part of the work, usually in Route 53. " +
    "Give the caller the permissions that the action needs, then call the action again.",
  CANNOT_CREATE_HOSTED_ZONE:
    "Route 53 refused the namespace's hosted zone, most often because the VPC has one already for this or an overlapping " +
    "domain. Delete or reuse that zone, or choose another name or VPC, then call the action again.",
  EXPIRED_TOKEN:
    "The credentials that started the operation expired before its end. " +
    "Get fresh credentials, then call the action again.",
  HOSTED_ZONE_NOT_FOUND:
    "The namespace's hosted zone is gone; it was probably deleted outside Cloud Map. " +
    "Recreate the namespace, and leave its zone to Cloud Map.",
  INTERNAL_FAILURE:
    "Cloud Map itself failed. Call the action again; if it keeps failing, give AWS Support the operation id.",
  INVALID_CHANGE_BATCH:
    "Route 53 refused the operation's DNS records. " +
    "Check the instance's attributes and the service's DNS settings, then call the action again.",
  THROTTLED_REQUEST: "Route 53 throttled Cloud Map. Call the action again later, with fewer at a time.",
};

/** The ErrorCodes that {@link explainErrorCode} knows. */
export const knownErrorCodes: readonly string[] = Object.keys(help);
