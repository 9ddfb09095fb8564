import type { Outcome } from "../../waiter/result/outcome.js";
import type { Options } from "../input/command-line.js";
import type { Lifetime } from "../lifetime.js";
import { withoutResume } from "../not-started.js";
import { say } from "../output/say.js";
import { isUndecided } from "../output/verdict.js";
import { type Amended, waitFor } from "./wait.js";

/**
 * Shows it all without an AWS account: the emulator in this process, a private DNS namespace made by the real SDK over
 * real HTTP, and the wait for it.
 */
export async function demo(options: Options, lifetime: Lifetime): Promise<number> {
  const tell = (line: string): void => {
    if (!options.quiet) say(line);
  };
  const { createEmulator } = await import("../../emulator/index.js");
  const emulator = createEmulator({
    // A page takes a person a moment to open; else nobody wants to wait for long.
    durations: { CREATE_NAMESPACE: options.serve ? 40 : { uniform: [5, 7] } },
    submittedShare: 0.3,
    seed: Date.now(),
  });
  const server = await emulator.listen();
  try {
    const sdk = await import("@aws-sdk/client-servicediscovery");
    const { startOperation } = await import("../../waiter/start-operation.js");
    const region = "us-east-1";
    const client = new sdk.ServiceDiscoveryClient({
      region,
      endpoint: server.url,
      // The emulator checks none; these are no secret.
      credentials: { accessKeyId: "demo", secretAccessKey: "demo" },
    });
    tell(`An emulator of AWS Cloud Map listens on ${server.url}, for as long as this demo runs.`);
    const command = new sdk.CreatePrivateDnsNamespaceCommand({
      Name: "demo.internal",
      Vpc: "vpc-0a1b2c3d4e5f67890",
    });
    const { operationId } = await startOperation({ client }, command);
    tell(`CreatePrivateDnsNamespace "demo.internal" answered with the operation ${operationId}.`);
    const eager = {
      ...options,
      endpointUrl: server.url,
      interval: options.interval ?? 0.5,
      maxInterval: options.maxInterval ?? 0.5,
    };
    const operation = { operationId, name: "demo.internal" };
    const given = { connection: { client, region }, amend, endsHere };
    const status = await withoutResume(waitFor([operation], eager, lifetime, given));
    if (status === 0) tell("That is the namespace's id, on stdout, as a deploy script would get it.");
    return status;
  } finally {
    await server.close();
  }
}

const endsHere =
  "The demo's emulator has ended, and the operation with it. To see the end, run the demo again.";

/** An operation of Cloud Map itself would keep running. */
function amend(outcomes: readonly Outcome[]): Amended {
  const message = "The demo was over before its operation had ended.";
  return { outcomes: outcomes.map((outcome) => (isUndecided(outcome) ? { ...outcome, message } : outcome)) };
}
