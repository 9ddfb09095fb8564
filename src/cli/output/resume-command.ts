import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shellWord } from "../../core/text.js";
import { commandName } from "../command-name.js";
import { endpointIn, keysBeside, profileIn, regionIn } from "../input/aws-environment.js";
import { endpointInProfile } from "../input/aws-profiles.js";
import type { Options } from "../input/command-line.js";
import { isEndpoint } from "../input/endpoint.js";
import type { NamedOperation } from "./json-types.js";
import { redactUrl, sanitize } from "./sanitize.js";

/** Where and as whom to ask: what two runs must have in common. */
export type Place = Pick<Options, "region" | "profile" | "endpointUrl" | "ownerAccount">;

/** More ids than this are written to a file: nobody pastes a command of many lines. */
const mostIds = 12;

/**
 * The command that waits for operations again, as it is typed, in any shell: region, profile and endpoint are named,
 * also those that came from the environment. A URL loses its user part, which may be a secret.
 */
export function resumeCommand(
  operations: readonly NamedOperation[],
  place: Place,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const { region = regionIn(env), ownerAccount } = place;
  // The environment's own keys win over its profile, but not over the flag; its endpoint holds all the same.
  const isOutdone = profileIn(env) !== undefined && keysBeside(place.profile, env) !== undefined;
  const { profile = isOutdone ? undefined : profileIn(env) } = place;
  const ofProfile = isOutdone ? endpointInProfile(undefined, env)?.value : undefined;
  const { endpointUrl = endpointIn(env) ?? ofProfile } = place;
  const flags: readonly (readonly [string, string | undefined])[] = [
    ["--region", region],
    ["--profile", profile],
    ["--endpoint-url", endpointUrl === undefined ? undefined : endpointWord(endpointUrl)],
    ["--owner-account", ownerAccount],
  ];
  const given = flags.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]));
  const words = operations.map(wordOf);
  const quoted = [...given, ...operandsOf(words)].map((word) => shellWord(sanitize(word, longestWord)));
  return [commandName(env), ...quoted].join(" ");
}

const longestWord = 600;

/** What makes a name end early, or stand for a file, JSON, a comment, a table or yaml. */
const misread = /^\s*[@{["#|]|=|: /;

/** An operation as it is typed. A name is only a label, so one that would not be read back is left out. */
function wordOf({ operationId, name = "" }: NamedOperation): string {
  const word = `${name}=${operationId}`;
  return name === "" || misread.test(name) || sanitize(word, longestWord) !== word ? operationId : word;
}

/** What would be refused again is left to the reader to fill in. */
function endpointWord(endpointUrl: string): string {
  return isEndpoint(endpointUrl) ? redactUrl(endpointUrl) : "URL";
}

function operandsOf(words: readonly string[]): readonly string[] {
  const path = words.length > mostIds ? fileOf(words) : undefined;
  if (path !== undefined) return [`@${path}`];
  // An id that begins with a dash would be read as a flag.
  return words.some((word) => word.startsWith("-")) ? ["--", ...words] : words;
}

/** A file of its own, which nobody else can read; undefined where none can be written. */
function fileOf(words: readonly string[]): string | undefined {
  const path = join(tmpdir(), `cloudmap-wait-${randomUUID().slice(0, 8)}.ids`);
  try {
    writeFileSync(path, words.map((word) => `${word}\n`).join(""), { mode: 0o600, flag: "wx" });
    return path;
  } catch {
    return undefined;
  }
}

/** The line that tells people of it. */
export function resumeLine(command: string): string {
  return `Resume with: ${command}`;
}
