import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { CommandError, exitCodes } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { ignoresEndpoints, keysBeside, profileIn, type Setting } from "./aws-environment.js";
import { nearest } from "./nearest.js";

/**
 * Checks that the profile which is asked for is in the AWS config files; the SDK would look for other credentials.
 * @throws {CommandError} with exit status 6, naming the files and the profiles that they have.
 */
export function checkProfile(flag: string | undefined, env: NodeJS.ProcessEnv): void {
  const profile = flag ?? profileIn(env);
  if (profile === undefined || profile === "default" || keysBeside(flag, env) !== undefined) return;
  const files = filesOf(env);
  const known = files.flatMap((file) => profilesIn(file));
  if (known.includes(profile)) return;
  const near = nearest(profile, known);
  const shown = known.slice(0, 10).map((name) => sanitize(name, 60));
  throw new CommandError(
    exitCodes.denied,
    `There is no profile "${sanitize(profile, 100)}" (${flag === undefined ? "AWS_PROFILE" : "--profile"}) in ` +
      `${files.map((file) => sanitize(file, 300)).join(" or ")}.` +
      (near === undefined
        ? ` ${shown.length === 0 ? "There is no profile in them." : `They have ${shown.join(", ")}.`}`
        : ` Did you mean ${sanitize(near, 100)}?`),
    { profile: "PROFILE" },
  );
}

/** The endpoint that a profile names for Cloud Map, in its section `services` or in general. */
export function endpointInProfile(flag: string | undefined, env: NodeJS.ProcessEnv): Setting | undefined {
  if (ignoresEndpoints(env)) return undefined;
  const profile = flag ?? profileIn(env) ?? "default";
  for (const file of filesOf(env)) {
    const sections = settingsIn(file);
    const settings = sections.get(profile);
    if (settings?.get("ignore_configured_endpoint_urls") === "true") return undefined;
    const own = sections.get(`services ${settings?.get("services")}`)?.get("servicediscovery.endpoint_url");
    const value = own || settings?.get("endpoint_url");
    if (value)
      return {
        value,
        source: `endpoint_url of the profile ${sanitize(profile, 100)} (${sanitize(file, 300)})`,
      };
  }
  return undefined;
}

function filesOf(env: NodeJS.ProcessEnv): readonly string[] {
  return [
    env["AWS_CONFIG_FILE"] || join(homedir(), ".aws", "config"),
    env["AWS_SHARED_CREDENTIALS_FILE"] || join(homedir(), ".aws", "credentials"),
  ];
}

function profilesIn(file: string): string[] {
  return [...settingsIn(file).keys()];
}

/** The settings of each section of a file; one that is indented below another is called `outer.inner`. */
function settingsIn(file: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let settings = new Map<string, string>();
  let outer = "";
  for (const line of textOf(file).split(/\r?\n/)) {
    const section = /^\s*\[\s*(?:profile\s+)?["']?([^\]"']+?)["']?\s*\]/.exec(line)?.[1];
    if (section !== undefined) {
      settings = sections.get(section) ?? new Map<string, string>();
      sections.set(section, settings);
      outer = "";
      continue;
    }
    const [, indent = "", key, value = ""] = /^(\s*)([\w-]+)\s*=\s*(.*?)(?:\s[#;].*)?\s*$/.exec(line) ?? [];
    if (key === undefined) continue;
    if (indent === "") outer = key;
    settings.set(indent === "" || outer === "" ? key : `${outer}.${key}`, value);
  }
  return sections;
}

/** A file that isn't there, or that can't be read, has nothing. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
