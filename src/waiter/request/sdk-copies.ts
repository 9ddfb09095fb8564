import { GetOperationCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { isRecord, readText, recordOf } from "../../core/json.js";
import type { SdkClient, SdkCommand } from "./sdk-types.js";

// In an npm workspace, the client may come from another copy of the SDK than the one installed beside this package, and of
// another version. Not every version can run the commands of every other.

/** One copy of the SDK: what it exports, and its version where that is known. */
interface Copy {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly version?: string | undefined;
}

const ownCopy: Copy = { exports: { GetOperationCommand, ServiceDiscoveryClient } };

/** A command's class of the copy that a client is of; this package's own where that can't be found. */
export function commandFor<Command>(client: SdkClient, name: string, own: Command): Command {
  const theirs = copyOf(client)?.exports[name];
  // A class of the same name beside the client's own has the same constructor in every version.
  return typeof theirs === "function" ? (theirs as Command) : own;
}

/** A command of the copy that a client is of, in place of one of another copy; the same where that can't be found. */
export function commandOfCopy(client: SdkClient, command: SdkCommand): SdkCommand {
  if (!isOfAnotherCopy(client, command)) return command;
  const theirs = copyOf(client)?.exports[command.constructor.name];
  return typeof theirs === "function" ? (Reflect.construct(theirs, [command.input]) as SdkCommand) : command;
}

/** Whether a command is of another copy than a client, as far as that can be told. What only has a `send` takes any. */
export function isOfAnotherCopy(client: SdkClient, command: SdkCommand): boolean {
  const ours = copyOf(command);
  if (ours === undefined || !isRecord(recordOf(client)["middlewareStack"])) return false;
  return clientOf(copyOf(client)) !== clientOf(ours);
}

/** The copy that an instance of one of its classes is of; undefined where that can't be found. */
function copyOf(instance: object): Copy | undefined {
  return [...loadedCopies(), ownCopy].find((copy) => {
    const Client = clientOf(copy);
    const isClient = typeof Client === "function" && instance instanceof Client;
    return isClient || copy.exports[instance.constructor.name] === instance.constructor;
  });
}

function clientOf(copy: Copy | undefined): unknown {
  return copy?.exports["ServiceDiscoveryClient"];
}

/** The file of a copy that exports all of it, from its own folder. */
const mainFile = "dist-cjs/index.js";

/** Node loads the SDK as CommonJS, also for `import`, so each copy is in the module cache. */
function loadedCopies(): readonly Copy[] {
  try {
    // Not imported: bundlers for browsers have no node:module. Any place will do: the cache is one, and `import.meta` would
    // keep transforms to CommonJS, as in Jest, from working.
    const require = process.getBuiltinModule("node:module").createRequire(process.execPath);
    return Object.keys(require.cache)
      .filter((file) => /[\\/]dist-cjs[\\/]index\.js$/.test(file))
      .map((file) => ({ file, exports: recordOf(require.cache[file]?.exports) }))
      .filter(({ exports }) => "ServiceDiscoveryClient" in exports)
      .map(({ file, exports }) => {
        const description: unknown = require(`${file.slice(0, -mainFile.length)}package.json`);
        return { exports, version: readText(recordOf(description)["version"]) };
      });
  } catch {
    // Not in Node, or bundled.
    return [];
  }
}

/** What to say when a client could not run a command of another copy. */
export function mixedCopiesError(client: SdkClient, command: SdkCommand, cause: unknown): Error {
  const [theirs, ours] = [client, command].map((each) => copyOf(each)?.version ?? "of an unknown version");
  const error = new Error(
    `The client is from @aws-sdk/client-servicediscovery ${theirs}, but ${command.constructor.name} is from another copy, ${ours}, and these two can't be mixed. ` +
      "Install one version for both (npm ls @aws-sdk/client-servicediscovery shows where each comes from), " +
      "or pass getOperation: (input, { abortSignal }) => client.send(new GetOperationCommand(input), { abortSignal }).",
    { cause },
  );
  return Object.assign(error, { code: "MIXED_SDK_COPIES" });
}
