import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createEmulator, type EmulatorOptions } from "../../src/emulator/index.js";
import { builtPackage, run, type Running } from "../support/built.js";

const dist = builtPackage();

/** Waits in a process of its own for an operation that ends after 1.5 s; its final poll is after 1 s, its deadline after 2 s. */
async function waiting(
  options: EmulatorOptions,
): Promise<{ child: Running; polls: (count: number) => Promise<void> }> {
  const emulator = createEmulator({ durations: { "*": 1.5 }, ...options });
  const server = await emulator.listen();
  onTestFinished(() => server.close());
  const file = join(dirname(dist), `frozen-${server.port}.mjs`);
  writeFileSync(
    file,
    `import { CreateHttpNamespaceCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
     import { OperationWaiter } from "./dist/index.js";
     const credentials = { accessKeyId: "x", secretAccessKey: "x" };
     const client = new ServiceDiscoveryClient({ region: "us-east-1", endpoint: "${server.url}", credentials });
     const { OperationId } = await client.send(new CreateHttpNamespaceCommand({ Name: "x" }));
     const config = { client, maxWaitTime: 2, minDelay: 5, maxDelay: 5, requestTimeout: 5 };
     const outcome = await new OperationWaiter(config, OperationId).outcome();
     console.log(JSON.stringify({ outcome: outcome.outcome, requests: outcome.requests }));`,
  );
  const child = run(process.execPath, ["--no-warnings", file]);
  return {
    child,
    async polls(count) {
      while (emulator.requests().filter(({ action }) => action === "GetOperation").length < count)
        await pause(5);
    },
  };
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Stops a process until long after its deadline. */
async function freeze({ process: { pid = 0 } }: Running): Promise<void> {
  process.kill(pid, "SIGSTOP");
  await pause(2600);
  process.kill(pid, "SIGCONT");
}

function on(fault: "hang" | "slow-headers", skip: number): EmulatorOptions {
  const delay = fault === "slow-headers" ? { delay: 0.3 } : {};
  return { faults: [{ fault, action: "GetOperation", skip, times: 1, ...delay }] };
}

test.each<[string, EmulatorOptions, number, number]>([
  ["before its final poll", {}, 1, 100],
  ["while a poll is in progress", on("hang", 0), 1, 0],
  ["while its final poll is in progress", on("hang", 1), 2, 0],
  ["while the answer to its final poll is on the way", on("slow-headers", 1), 2, 0],
  ["after its final poll", {}, 2, 150],
])(
  "a process that stands still over the deadline, %s, polls once more",
  async (_when, options, count, ms) => {
    const { child, polls } = await waiting(options);
    await polls(count);
    await pause(ms);
    await freeze(child);
    const { stdout } = await child.finished;
    expect(JSON.parse(stdout)).toMatchObject({ outcome: "succeeded" });
  },
  20_000,
);
