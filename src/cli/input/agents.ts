import { readFileSync } from "node:fs";
import type { Agent as HttpAgent } from "node:http";
import { Agent } from "node:https";
import type { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { compact } from "../../core/json.js";
import { CommandError, exitCodes } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { loadPackage } from "./optional-package.js";
import { proxyFor } from "./proxy.js";

/** How the SDK's HTTP handler is to connect; empty where its own way will do. */
export interface Agents {
  readonly httpAgent?: HttpAgent;
  readonly httpsAgent?: Agent;
}

/**
 * Certificates and proxies as the environment has them for the AWS CLI: AWS_CA_BUNDLE, HTTPS_PROXY, HTTP_PROXY, NO_PROXY.
 * Node itself knows NODE_EXTRA_CA_CERTS, unless there is a bundle in its place.
 * @throws {CommandError} for a bundle that can't be read, or a package that is missing.
 */
export async function agentsFor(url: string, env: NodeJS.ProcessEnv): Promise<Agents> {
  const ca = certificatesIn(env);
  if (proxyFor(url, env) === "")
    return ca === undefined ? {} : { httpsAgent: new Agent({ ca, keepAlive: true }) };
  const { ProxyAgent } = await loadPackage(
    "proxy-agent",
    "A proxy is set (HTTPS_PROXY), and that needs the package proxy-agent",
    async () => await import("proxy-agent"),
  );
  const agent = new ProxyAgent({
    ...compact({ ca }),
    keepAlive: true,
    getProxyForUrl: (target) => proxyFor(target, env),
  });
  // It is an agent for both protocols, which the types of Node's own classes tell apart.
  const both = agent as unknown as Agent;
  return { httpAgent: both, httpsAgent: both };
}

/** Makes a client connect by these agents, which the constructor of the oldest one does not take. */
export function connectBy({ config }: ServiceDiscoveryClient, agents: Agents): void {
  if (Object.keys(agents).length === 0) return;
  const Handler = config.requestHandler.constructor as new (options: Agents) => typeof config.requestHandler;
  config.requestHandler = new Handler(agents);
}

function certificatesIn(env: NodeJS.ProcessEnv): string[] | undefined {
  const bundle = env["AWS_CA_BUNDLE"];
  if (!bundle) return undefined;
  const extra = env["NODE_EXTRA_CA_CERTS"];
  return [readPem("AWS_CA_BUNDLE", bundle), ...(extra ? [readPem("NODE_EXTRA_CA_CERTS", extra)] : [])];
}

function readPem(variable: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { message } = error as Error;
    throw new CommandError(exitCodes.usage, `${variable} can't be read: ${sanitize(message, 300)}`);
  }
}
