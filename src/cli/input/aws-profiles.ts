import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { CommandError, exitCodes } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { profileIn } from "./aws-environment.js";
import { nearest } from "./nearest.js";

/**
 * Checks that the profile which is asked for is in the AWS config files; the SDK would look for other credentials.
 * @throws {CommandError} with exit status 6, naming the files and the profiles that they have.
 */
export function checkProfile(flag: string | undefined, env: NodeJS.ProcessEnv): void {
  const profile = flag ?? profileIn(env);
  // As for the AWS CLI, credentials in the environment win over a profile that the environment names.
  if (profile === undefined || profile === "default" || (flag === undefined && env["AWS_ACCESS_KEY_ID"]))
    return;
  const files = [
    env["AWS_CONFIG_FILE"] || join(homedir(), ".aws", "config"),
    env["AWS_SHARED_CREDENTIALS_FILE"] || join(homedir(), ".aws", "credentials"),
  ];
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

function profilesIn(file: string): string[] {
  try {
    const sections = readFileSync(file, "utf8").matchAll(
      /^\s*\[\s*(?:profile\s+)?["']?([^\]"']+?)["']?\s*\]/gm,
    );
    return [...sections].flatMap(([, name]) => name ?? []);
  } catch {
    // A file that isn't there, or that can't be read, names none.
    return [];
  }
}
