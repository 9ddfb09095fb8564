import { compact } from "../../core/json.js";

/** The region that the environment names, as the AWS CLI reads it; the SDK doesn't know the second variable. */
export function regionIn(env: NodeJS.ProcessEnv): string | undefined {
  return env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || undefined;
}

export function profileIn(env: NodeJS.ProcessEnv): string | undefined {
  return env["AWS_PROFILE"] || undefined;
}

/** Keys of an account, as the SDK takes them. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * The keys that are used of the environment, if any. As for the AWS CLI, they win over a profile that the environment names,
 * but not over one that is asked for.
 */
export function keysBeside(profile: string | undefined, env: NodeJS.ProcessEnv): Keys | undefined {
  return profile === undefined ? keysIn(env) : undefined;
}

/** The keys that the environment has. */
export function keysIn(env: NodeJS.ProcessEnv): Keys | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    ...compact({ sessionToken: env["AWS_SESSION_TOKEN"] || undefined }),
  };
}

/** A value, and what people call the place that it came from. */
export interface Setting {
  readonly value: string;
  readonly source: string;
}

/** The endpoint that the environment names for Cloud Map; what is empty is not set. */
export function endpointIn(env: NodeJS.ProcessEnv): string | undefined {
  return endpointSettingIn(env)?.value;
}

export function endpointSettingIn(env: NodeJS.ProcessEnv): Setting | undefined {
  return configuredEndpoint(env, "AWS_ENDPOINT_URL_SERVICEDISCOVERY", "AWS_ENDPOINT_URL");
}

/** The endpoint that the environment names for Route 53, and for no other service. */
export function route53EndpointIn(env: NodeJS.ProcessEnv): string | undefined {
  return configuredEndpoint(env, "AWS_ENDPOINT_URL_ROUTE_53")?.value;
}

export function ignoresEndpoints(env: NodeJS.ProcessEnv): boolean {
  return env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true";
}

function configuredEndpoint(env: NodeJS.ProcessEnv, ...names: readonly string[]): Setting | undefined {
  if (ignoresEndpoints(env)) return undefined;
  for (const source of names) {
    const value = env[source];
    if (value) return { value, source };
  }
  return undefined;
}
