import type { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { compact } from "../../core/json.js";
import { asSentence } from "../../core/text.js";
import { CommandError, exitCodes } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { agentsFor, connectBy } from "./agents.js";
import { endpointIn, keysBeside, keysIn, profileIn, regionIn } from "./aws-environment.js";
import { checkProfile } from "./aws-profiles.js";
import type { Options } from "./command-line.js";
import { checkConfiguredEndpoint } from "./endpoint.js";
import { loadPackage } from "./optional-package.js";

export interface Connection {
  readonly client: ServiceDiscoveryClient;
  readonly region: string;
}

/**
 * Makes the SDK client, which is not yet used.
 * @throws {CommandError} naming what is missing, such as a package.
 */
export async function makeClient(
  { region = regionIn(process.env), profile, endpointUrl }: Options,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ServiceDiscoveryClient> {
  checkProfile(profile, env);
  if (endpointUrl === undefined) checkConfiguredEndpoint(profile, env);
  // Late, as loading the SDK takes longer than all else: help and mistakes don't need it.
  const { ServiceDiscoveryClient } = await loadPackage(
    "@aws-sdk/client-servicediscovery",
    "Waiting needs the AWS SDK's client",
    async () => await import("@aws-sdk/client-servicediscovery"),
  );
  const target =
    endpointUrl ?? endpointIn(env) ?? `https://servicediscovery.${region ?? "us-east-1"}.amazonaws.com`;
  // A region that can't be part of a URL is reported when the client needs it.
  const agents = URL.canParse(target) ? await agentsFor(target, env) : {};
  // All clients read it there; older ones, such as 3.485, have no option for it.
  if (profile !== undefined) process.env["AWS_PROFILE"] = profile;
  const client = new ServiceDiscoveryClient({
    // The SDK itself would skip the environment's keys for a profile that is named beside them.
    ...compact({ region, endpoint: endpointUrl, credentials: keysBeside(profile, env) }),
    logger: silent,
  });
  connectBy(client, agents);
  return client;
}

/**
 * Finds a client's region and credentials now: what is missing is reported before any waiting.
 * @throws {CommandError} with exit status 6, naming what was checked and what to set.
 */
export async function connect(
  client: ServiceDiscoveryClient,
  options: Options,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Connection> {
  const region = await findRegion(client, options.profile, env);
  await findCredentials(client, options, env);
  return { client, region };
}

/** Without a logger, the SDK warns on the console, over whatever is drawn there: of credentials found in two places, for one. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function findRegion(
  client: ServiceDiscoveryClient,
  profile: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  try {
    const region = await client.config.region();
    // Older clients take any text.
    if (!/^[\w-]+$/.test(region)) throw new Error(`region="${region}" can't be part of a host name`);
    return region;
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    throw new CommandError(
      exitCodes.denied,
      /missing|region=""/i.test(message)
        ? `No region: checked --region, CLOUDMAP_WAIT_REGION, AWS_REGION, AWS_DEFAULT_REGION and ${profileName(profile, env)} of the AWS config files. ` +
            "Pass --region, or set AWS_REGION."
        : `The region can't be used: ${asSentence(sanitize(message, 300))} Pass one such as us-east-1 with --region, or set AWS_REGION.`,
      { region: "REGION" },
    );
  }
}

async function findCredentials(
  client: ServiceDiscoveryClient,
  { profile, endpointUrl }: Options,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  try {
    await client.config.credentials();
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    // A profile that is asked for takes the place of the environment.
    const environment = profile === undefined ? "the environment (AWS_ACCESS_KEY_ID), " : "";
    const checked = `${environment}${profileName(profile, env)}`;
    const unused = profile !== undefined && keysIn(env) !== undefined;
    throw new CommandError(
      exitCodes.denied,
      `No credentials: checked ${checked} of the AWS config files, ` +
        `SSO, web identity, and the container's or instance's role. ` +
        `${unused ? "The environment's keys (AWS_ACCESS_KEY_ID) are not used with --profile. " : ""}Log in (aws sso login), or set them` +
        `${endpointUrl === undefined ? "" : "; for an emulator any value will do (AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x)"}.\n` +
        `${sanitize(name, 100)}: ${sanitize(message, 300)}`,
    );
  }
}

function profileName(profile: string | undefined, env: NodeJS.ProcessEnv): string {
  const name = profile ?? profileIn(env);
  return name === undefined ? "the default profile" : `the profile ${sanitize(name, 100)}`;
}
