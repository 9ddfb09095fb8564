/** `cloudmap-emulator -- command…`: a command that finds the emulator where its SDKs look for AWS. */
import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { clientIdentity } from "../transport/client-config.js";

/** The environment of a command: all that it had, and the emulator instead of AWS. */
export function environmentFor(url: string, region: string, own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { credentials } = clientIdentity(region);
  const environment: NodeJS.ProcessEnv = {
    ...own,
    CLOUDMAP_EMULATOR_URL: url,
    AWS_ENDPOINT_URL_SERVICEDISCOVERY: url,
    // For the VPC of a private namespace.
    AWS_ENDPOINT_URL_ROUTE_53: url,
    // DiscoverInstances would go to the host "data-127.0.0.1".
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: own["AWS_REGION"] ?? own["AWS_DEFAULT_REGION"] ?? region,
    AWS_DEFAULT_REGION: own["AWS_DEFAULT_REGION"] ?? own["AWS_REGION"] ?? region,
    AWS_EC2_METADATA_DISABLED: "true",
    ...offInTheProfile,
  };
  // A proxy would be asked for this machine's own address. A program reads one of these, and none merges them.
  for (const [name, other] of [
    ["NO_PROXY", "no_proxy"],
    ["no_proxy", "NO_PROXY"],
  ] as const) {
    environment[name] = [own[name] ?? own[other], "127.0.0.1,localhost,::1"].filter(Boolean).join(",");
  }
  // What would bring the user's own identity or another endpoint back in.
  for (const name of stale) delete environment[name];
  return environment;
}

/** What the user's default profile may ask for, which would lead past the emulator, or which no SDK allows with an endpoint. */
const offInTheProfile = {
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
  AWS_USE_FIPS_ENDPOINT: "false",
  AWS_USE_DUALSTACK_ENDPOINT: "false",
} as const;

const stale = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_SESSION_TOKEN",
  "AWS_SECURITY_TOKEN",
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_ACCOUNT_ID",
  "AWS_ROLE_ARN",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a command to its end, and hands on the signals that would end this process. Resolves with its exit status: 128 and
 * the signal's number when one ended it; 127 when there is no such command, and 126 when it can't be run, as in a shell.
 */
export async function runCommand(
  [file = "", ...args]: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  let child: ChildProcess | undefined;
  // Before it starts: a signal that comes as it does would end this process, and leave the command behind.
  const stopForwarding = forwardSignals((signal) => child?.kill(signal));
  try {
    child = spawn(file, args, { env: environment, stdio: "inherit" });
    return await exitStatus(child);
  } finally {
    stopForwarding();
  }
}

/** A command that could not be started. */
export class StartError extends Error {
  readonly exitStatus: number;

  constructor(file: string, code: string | undefined) {
    super(code === "ENOENT" ? `${file}: no such command` : `${file} can't be run (${code ?? "unknown"})`);
    this.exitStatus = code === "ENOENT" ? 127 : 126;
  }
}

function exitStatus(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(new StartError(child.spawnfile, error.code)),
    );
    child.once("close", (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

function forwardSignals(hand: (signal: NodeJS.Signals) => void): () => void {
  const handlers = forwarded.map((signal) => {
    // At a terminal, Ctrl-C has reached the command already.
    const forward = (): void => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) hand(signal);
    };
    process.on(signal, forward);
    return { signal, forward };
  });
  return () => {
    for (const { signal, forward } of handlers) process.off(signal, forward);
  };
}
