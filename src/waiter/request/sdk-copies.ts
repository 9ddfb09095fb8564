import {
  GetNamespaceCommand,
  GetOperationCommand,
  ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import { isRecord, recordOf } from "../../core/json.js";
import type { SdkClient } from "./sdk-types.js";

// In an npm workspace, the client may be of another copy of the SDK than the one that is installed beside this package,
// and of another version: clients before 3.900 can't run the commands of those after.

interface Commands {
  readonly GetOperationCommand: typeof GetOperationCommand;
  readonly GetNamespaceCommand: typeof GetNamespaceCommand;
}

const ownCommands: Commands = { GetOperationCommand, GetNamespaceCommand };

/** Whether a client is of another copy of the SDK. What only has a `send`, such as a mock, is of no copy. */
export function isOtherCopy(client: SdkClient): boolean {
  return !(client instanceof ServiceDiscoveryClient) && isRecord(recordOf(client)["middlewareStack"]);
}

/** A command's class of the copy that a client is of; this package's own where that can't be found. */
export function commandFor<Name extends keyof Commands>(client: SdkClient, name: Name): Commands[Name] {
  const theirs = isOtherCopy(client) ? exportsBeside(client.constructor)[name] : undefined;
  // A class of the same name beside the client's own has the same constructor in every version.
  return typeof theirs === "function" ? (theirs as Commands[Name]) : ownCommands[name];
}

/** Node loads the SDK as CommonJS, also for `import`, so each copy is in the module cache. */
function exportsBeside(clientClass: unknown): Readonly<Record<string, unknown>> {
  try {
    // Not imported: bundlers for browsers have no node:module.
    const { createRequire } = process.getBuiltinModule("node:module");
    // Any place will do: the cache is one. `import.meta` would keep transforms to CommonJS, as in Jest, from working.
    for (const loaded of Object.values(createRequire(process.execPath).cache)) {
      const found = recordOf(loaded?.exports);
      if (found["ServiceDiscoveryClient"] === clientClass) return found;
    }
  } catch {
    // Not in Node, or bundled.
  }
  return {};
}

/** What to say when a client of another copy could not run this package's command. */
export async function mixedCopiesError(client: SdkClient, cause: unknown): Promise<Error> {
  const [theirs, ours] = await Promise.all([
    versionOf(client),
    versionOf(new ServiceDiscoveryClient({ region: "-" })),
  ]);
  const error = new Error(
    `The client is of @aws-sdk/client-servicediscovery ${theirs}, but cloudmap-waiter found another copy, ${ours}, and the two can't be mixed. ` +
      "Install one version for both (npm ls @aws-sdk/client-servicediscovery), or pass getOperation: (input, { abortSignal }) => client.send(new GetOperationCommand(input), { abortSignal }).",
    { cause },
  );
  return Object.assign(error, { code: "MIXED_SDK_COPIES" });
}

/** A client's version, as it tells the service in its user agent. */
async function versionOf(client: unknown): Promise<string> {
  const provider = recordOf(recordOf(client)["config"])["defaultUserAgentProvider"];
  const pairs: unknown = typeof provider === "function" ? await Reflect.apply(provider, undefined, []) : [];
  const pair: unknown = Array.isArray(pairs)
    ? pairs.find((each: unknown) => Array.isArray(each) && each[0] === "aws-sdk-js")
    : undefined;
  return Array.isArray(pair) ? String(pair[1]) : "(unknown version)";
}
