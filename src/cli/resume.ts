import type { Options } from "./args.js";
import { redactUrl, shellQuote, shown } from "./shown.js";

/**
 * The command that waits for operations again, as it is typed, in any shell: region, profile and endpoint are named,
 * also those that came from the environment. A URL loses its user part, which may be a secret.
 */
export function resumeCommand(
  operationIds: readonly string[],
  options: Options,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const { region, ownerAccount } = options;
  const profile = options.profile ?? (env["AWS_PROFILE"] || undefined);
  const endpointUrl = options.endpointUrl ?? endpointOf(env);
  const flags = [
    ["--region", region],
    ["--profile", profile],
    ["--endpoint-url", endpointUrl === undefined ? undefined : redactUrl(endpointUrl)],
    ["--owner-account", ownerAccount],
  ].flatMap(([flag = "", value]) => (value === undefined ? [] : [flag, value]));
  // An id that begins with a dash would be read as a flag.
  const ids = operationIds.some((id) => id.startsWith("-")) ? ["--", ...operationIds] : operationIds;
  return ["cloudmap-wait", ...flags, ...ids].map((word) => shellQuote(shown(word, 300))).join(" ");
}

/** As the SDK reads it: what is empty is not set. */
function endpointOf(env: NodeJS.ProcessEnv): string | undefined {
  if (env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true") return undefined;
  return env["AWS_ENDPOINT_URL_SERVICEDISCOVERY"] || env["AWS_ENDPOINT_URL"] || undefined;
}
