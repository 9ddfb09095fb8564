import { CommandError, exitCodes } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { endpointSettingIn } from "./aws-environment.js";
import { endpointInProfile } from "./aws-profiles.js";

export const endpointRule = "an http or https URL, such as http://127.0.0.1:4556";

export function isEndpoint(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
}

/** What was given in place of an endpoint, without what might be a secret in it: a user part and a query. */
export function shownEndpoint(value: string): string {
  return value.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, "$1").replace(/[?#].*$/s, "");
}

/**
 * Checks the endpoint of the environment or, without one, of the profile: the SDK would poll wherever a mistake leads.
 * @throws {CommandError} with exit status 2, naming where the value came from, the value and the rule.
 */
export function checkConfiguredEndpoint(profile: string | undefined, env: NodeJS.ProcessEnv): void {
  const setting = endpointSettingIn(env) ?? endpointInProfile(profile, env);
  if (setting === undefined || isEndpoint(setting.value)) return;
  const { source, value } = setting;
  throw new CommandError(
    exitCodes.usage,
    `${source} must be ${endpointRule}; got "${sanitize(shownEndpoint(value), 100)}".`,
  );
}
