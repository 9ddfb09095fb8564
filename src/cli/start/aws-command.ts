import { recordOf } from "../../core/json.js";
import type { Place } from "../output/resume-command.js";

/** A command line of the AWS CLI that starts an operation of Cloud Map. */
export interface AwsCommand {
  readonly words: readonly string[];
  /** The action as the API names it, such as CreateHttpNamespace. */
  readonly action: string;
  /** What is known of its input, by the API's names. */
  readonly input: Readonly<Record<string, string | undefined>>;
  /** Region, profile and endpoint, as far as flags tell. */
  readonly place: Place;
  /** The program and the flags that hold for every call: what another call begins with. */
  readonly program: readonly string[];
}

const starting: ReadonlySet<string> = new Set([
  "create-http-namespace",
  "create-private-dns-namespace",
  "create-public-dns-namespace",
  "delete-namespace",
  "update-http-namespace",
  "update-private-dns-namespace",
  "update-public-dns-namespace",
  "update-service",
  "register-instance",
  "deregister-instance",
]);

/** The AWS CLI's own flags: those that another call needs as well. */
const shared = ["region", "profile", "endpoint-url", "ca-bundle", "cli-connect-timeout", "cli-read-timeout"];
const sharedSwitches = ["--no-verify-ssl", "--no-sign-request"];

/**
 * Reads a command line; undefined for one that starts no operation. The AWS CLI may be called by another program
 * (`aws-vault exec prod -- aws servicediscovery …`).
 */
export function awsCommandIn(words: readonly string[]): AwsCommand | undefined {
  const service = words.indexOf("servicediscovery");
  const name = words.slice(service + 1).find((word) => starting.has(word));
  if (service < 1 || name === undefined) return undefined;
  if (words.includes("help") || words.some((word) => word.startsWith("--generate-cli-skeleton")))
    return undefined;
  const flags = flagsIn(words);
  const rest = words.slice(service + 1);
  return {
    words,
    action: name
      .split("-")
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(""),
    input: {
      ...jsonInput(flags.get("cli-input-json")),
      ...entries(flags, {
        name: "Name",
        vpc: "Vpc",
        id: "Id",
        "service-id": "ServiceId",
        "instance-id": "InstanceId",
      }),
    },
    place: entries(flags, { region: "region", profile: "profile", "endpoint-url": "endpointUrl" }),
    program: [
      ...words.slice(0, service),
      // Those before the service are there already.
      ...shared.flatMap((flag) => {
        const value = flagsIn(rest).get(flag);
        return value === undefined ? [] : [`--${flag}`, value];
      }),
      ...sharedSwitches.filter((flag) => rest.includes(flag)),
    ],
  };
}

type FlagsByName = ReadonlyMap<string | undefined, string | undefined>;

function flagsIn(words: readonly string[]): FlagsByName {
  const flags = new Map<string | undefined, string | undefined>();
  for (const [index, word] of words.entries()) {
    const match = /^--([a-z][\w-]*)(?:=(.*))?$/s.exec(word);
    if (match !== null) flags.set(match[1], match[2] ?? words[index + 1]);
  }
  return flags;
}

function entries<Member extends string>(
  flags: FlagsByName,
  members: Readonly<Record<string, Member>>,
): { [M in Member]?: string } {
  const found: { [M in Member]?: string } = {};
  for (const [flag, member] of Object.entries(members)) {
    const value = flags.get(flag);
    if (value !== undefined) found[member] = value;
  }
  return found;
}

/** A document in a file is the AWS CLI's to read. */
function jsonInput(text: string | undefined): Record<string, string> {
  try {
    const members = Object.entries(recordOf(JSON.parse(text ?? "{}")));
    return Object.fromEntries(
      members.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return {};
  }
}
