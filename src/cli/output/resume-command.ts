import type { Options } from "../input/command-line.js";
import { endpointIn, profileIn, regionIn } from "../input/aws-environment.js";
import { redactUrl, shellQuote, sanitize } from "./sanitize.js";

/**
 * The command that waits for operations again, as it is typed, in any shell: region, profile and endpoint are named,
 * also those that came from the environment. A URL loses its user part, which may be a secret.
 */
export function resumeCommand(
  operationIds: readonly string[],
  options: Options,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const { region = regionIn(env), profile = profileIn(env), ownerAccount } = options;
  const { endpointUrl = endpointIn(env) } = options;
  const flags = [
    ["--region", region],
    ["--profile", profile],
    ["--endpoint-url", endpointUrl === undefined ? undefined : redactUrl(endpointUrl)],
    ["--owner-account", ownerAccount],
  ].flatMap(([flag = "", value]) => (value === undefined ? [] : [flag, value]));
  // An id that begins with a dash would be read as a flag.
  const ids = operationIds.some((id) => id.startsWith("-")) ? ["--", ...operationIds] : operationIds;
  return [...commandIn(env), ...flags, ...ids].map((word) => shellQuote(sanitize(word, 300))).join(" ");
}

/** The line that tells people of it. */
export function resumeLine(command: string): string {
  return `Resume with: ${command}`;
}

/** What npm runs, by npx or in a script, is on no shell's path: it is called by the package's own name. */
function commandIn(env: NodeJS.ProcessEnv): string[] {
  return env["npm_command"] ? ["npx", "cloudmap-waiter"] : ["cloudmap-wait"];
}
