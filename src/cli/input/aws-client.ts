import type { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import type { Options } from "./command-line.js";
import { profileIn, regionIn } from "./aws-environment.js";
import { CommandError, exitCodes } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";

export interface Connection {
  readonly client: ServiceDiscoveryClient;
  readonly region: string;
}

/**
 * Makes the SDK client, and finds its region and credentials now: what is missing is told before any waiting.
 * @throws {CommandError} with exit status 6, naming what was looked at and what to set.
 */
export async function connect(options: Options): Promise<Connection> {
  const { region = regionIn(process.env), profile, endpointUrl } = options;
  // Late, as loading the SDK takes longer than all else: help and mistakes don't need it.
  const { ServiceDiscoveryClient } = await import("@aws-sdk/client-servicediscovery");
  const client = new ServiceDiscoveryClient({
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    logger: silent,
  });
  const found = await findRegion(client, profile);
  await findCredentials(client, options);
  return { client, region: found };
}

/** Without a logger, the SDK warns on the console, over whatever is drawn there: of credentials found in two places, for one. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function findRegion(client: ServiceDiscoveryClient, profile: string | undefined): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    throw new CommandError(
      exitCodes.denied,
      `No region: looked at --region, CLOUDMAP_WAIT_REGION, AWS_REGION, AWS_DEFAULT_REGION and ${profileName(profile)} of the AWS config files. ` +
        "Pass --region, or set AWS_REGION.",
    );
  }
}

async function findCredentials(
  client: ServiceDiscoveryClient,
  { profile, endpointUrl }: Options,
): Promise<void> {
  try {
    await client.config.credentials();
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    throw new CommandError(
      exitCodes.denied,
      `No credentials: looked at the environment (AWS_ACCESS_KEY_ID), ${profileName(profile)} of the AWS config files, ` +
        `SSO, web identity, and the container's or instance's role. Log in (aws sso login), or set them` +
        `${endpointUrl === undefined ? "" : "; for an emulator any value will do (AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x)"}.\n` +
        `${sanitize(name, 100)}: ${sanitize(message, 300)}`,
    );
  }
}

function profileName(profile: string | undefined): string {
  const name = profile ?? profileIn(process.env);
  return name === undefined ? "the default profile" : `the profile ${sanitize(name, 100)}`;
}
