import { join } from "node:path";
import { CreateHttpNamespaceCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { onTestFinished } from "vitest";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/emulator/index.js";
import { builtPackage, run, type Running } from "../support/built.js";

/** A way to run the compiled command. */
export function builtCommand(): (args: readonly string[], options?: CommandOptions) => Running {
  const dist = builtPackage();
  return (args, { env = {}, stdin = "" } = {}) =>
    run(process.execPath, [join(dist, "cli/main.js"), ...args], { ...environment, ...env }, stdin);
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string;
}

/** Nothing of the machine's own AWS configuration, and nothing that is looked for on a network. */
export const environment: NodeJS.ProcessEnv = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  AWS_ACCESS_KEY_ID: "AKIATESTTESTTESTTEST",
  AWS_SECRET_ACCESS_KEY: "secret-that-must-never-show",
  AWS_REGION: "us-east-1",
  AWS_EC2_METADATA_DISABLED: "true",
  // The emulator is quicker than Cloud Map.
  CLOUDMAP_WAIT_INTERVAL: "0.1",
  CLOUDMAP_WAIT_MAX_INTERVAL: "0.3",
};

export interface Service {
  readonly emulator: Emulator;
  readonly url: string;
  readonly client: ServiceDiscoveryClient;
  /** Starts the creation of an HTTP namespace, and returns the operation's id. */
  readonly create: (name: string) => Promise<string>;
}

/** An emulator over HTTP that ends with the test. */
export async function service(options: EmulatorOptions = {}): Promise<Service> {
  const emulator = createEmulator(options);
  const server = await emulator.listen();
  const client = new ServiceDiscoveryClient({
    region: "us-east-1",
    endpoint: server.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  return {
    emulator,
    url: server.url,
    client,
    async create(Name) {
      const { OperationId = "" } = await client.send(new CreateHttpNamespaceCommand({ Name }));
      return OperationId;
    },
  };
}

/** Resolves as soon as a running program has printed something that matches. */
export async function until({ process, printed, finished }: Running, pattern: RegExp): Promise<void> {
  while (!pattern.test(printed.stderr) && !pattern.test(printed.stdout)) {
    await Promise.race([
      // What has ended prints no more.
      finished.then(() => {
        if (!pattern.test(printed.stderr + printed.stdout))
          throw new Error(`it ended with ${printed.stderr}`);
      }),
      new Promise((resolve) => {
        process.stderr?.once("data", resolve);
        process.stdout?.once("data", resolve);
      }),
    ]);
  }
}

/** The JSON lines of a text. */
export function linesOf(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}
