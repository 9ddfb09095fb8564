import type { Options } from "./args.js";
import { printable } from "../core/text.js";
import { redactUrl, shellQuote } from "./shown.js";

/**
 * The command that waits for operations again, as it is typed, in any shell: the region is named, wherever it came from. A
 * URL loses its user part, which may be a secret.
 */
export function resumeCommand(operationIds: readonly string[], options: Options): string {
  const { region, profile, endpointUrl, ownerAccount } = options;
  const flags = [
    ["--region", region],
    ["--profile", profile],
    ["--endpoint-url", endpointUrl === undefined ? undefined : redactUrl(endpointUrl)],
    ["--owner-account", ownerAccount],
  ].flatMap(([flag = "", value]) => (value === undefined ? [] : [flag, value]));
  // An id that begins with a dash would be read as a flag.
  const ids = operationIds.some((id) => id.startsWith("-")) ? ["--", ...operationIds] : operationIds;
  return ["cloudmap-wait", ...flags, ...ids].map((word) => shellQuote(printable(word, 300))).join(" ");
}
