import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";

export interface Agents {
  readonly httpAgent?: HttpAgent;
  readonly httpsAgent?: HttpsAgent;
}

/** Makes a client connect by these agents, which the oldest one's constructor does not take. */
export function connectBy({ config }: ServiceDiscoveryClient, agents: Agents): void {
  if (Object.keys(agents).length === 0) return;
  const Handler = config.requestHandler.constructor as new (options: Agents) => typeof config.requestHandler;
  config.requestHandler = new Handler(agents);
}
