/**
 * What an operation's ErrorCode means and what to do about it, in two sentences, or undefined for a code that this
 * version doesn't know. Source of the codes: Cloud Map API reference, `Operation$ErrorCode`.
 */
export function explainErrorCode(code: string): string | undefined {
  return Object.hasOwn(help, code) ? help[code] : undefined;
}

const help: Readonly<Record<string, string>> = {
  ACCESS_DENIED:
    "Cloud Map was not allowed to do a part of the work in your account, usually in Route 53. " +
    "Give the caller the Route 53 permissions that the action needs, then call the action again.",
  CANNOT_CREATE_HOSTED_ZONE:
    "Route 53 refused to create the namespace's hosted zone, most often because the VPC already has one for this or an " +
    "overlapping domain. Delete or reuse the conflicting zone, or choose another name or VPC, then create the namespace again.",
  EXPIRED_TOKEN:
    "The credentials that started the operation expired before Cloud Map had finished. " +
    "Get fresh credentials, then call the action again.",
  HOSTED_ZONE_NOT_FOUND:
    "The namespace's Route 53 hosted zone no longer exists; it was probably deleted outside Cloud Map. " +
    "Recreate the namespace, and leave its zone to Cloud Map.",
  INTERNAL_FAILURE:
    "Cloud Map failed for a reason of its own. Call the action again; if it keeps failing, contact AWS Support with the operation id.",
  INVALID_CHANGE_BATCH:
    "Route 53 refused the DNS records that the operation would have written. " +
    "Check the instance's attributes and the service's DNS settings against the error message, then call the action again.",
  THROTTLED_REQUEST:
    "Route 53 throttled Cloud Map while it did the work. Wait a little, then call the action again, with fewer at a time.",
};

/** The ErrorCodes that {@link explainErrorCode} knows. */
export const knownErrorCodes: readonly string[] = Object.keys(help);
