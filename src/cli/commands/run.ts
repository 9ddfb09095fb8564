import { compact } from "../../core/json.js";
import { commandName } from "../command-name.js";
import { usageError } from "../exit-status.js";
import { endpointIn } from "../input/aws-environment.js";
import type { Options } from "../input/command-line.js";
import { checkConfiguredEndpoint } from "../input/endpoint.js";
import type { Lifetime } from "../lifetime.js";
import { awsCommandIn } from "../start/aws-command.js";
import { statusOf } from "../start/child-status.js";
import { runChild } from "../start/child.js";
import { startAndWait } from "./start-and-wait.js";

/**
 * Runs a command of the AWS CLI. If it starts an operation of Cloud Map, waits for that; any other command has its output
 * and status.
 */
export async function run(options: Options, lifetime: Lifetime): Promise<number> {
  const words = options.operands;
  if (words.length === 0)
    throw usageError(
      `run needs a command, such as '${commandName()} run -- aws servicediscovery create-http-namespace --name x'.`,
    );
  const command = awsCommandIn([...words, ...missingFlags(words, options)]);
  if (command === undefined)
    return statusOf(words, await runChild(words, { signals: lifetime.signals, stdio: "inherit" }));
  const place = compact({
    region: options.region ?? command.place.region,
    profile: options.profile ?? command.place.profile,
    endpointUrl: options.endpointUrl ?? command.place.endpointUrl,
  });
  // The wait would refuse it too, but only once the operation had been started.
  if (options.endpointUrl === undefined && !hasFlag(words, "endpoint-url"))
    checkConfiguredEndpoint(place.profile, process.env);
  return await startAndWait(command, { ...options, ...place }, lifetime);
}

/** What starts and what waits must ask at the same place: our own flags are the AWS CLI's too. */
function missingFlags(words: readonly string[], { region, profile, endpointUrl }: Options): string[] {
  const flags = { region, profile, "endpoint-url": endpointUrl ?? endpointIn(process.env) };
  return Object.entries(flags).flatMap(([flag, value]) =>
    value === undefined || hasFlag(words, flag) ? [] : [`--${flag}`, value],
  );
}

function hasFlag(words: readonly string[], flag: string): boolean {
  return words.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
}
