import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createEmulator } from "../../src/emulator/index.js";
import { builtPackage, run } from "../support/built.js";

const dist = builtPackage();

/** Runs a script that has the package and `answer`, which tells the status after so many milliseconds. */
async function script(
  name: string,
  body: string,
): Promise<{ stdout: string; ms: number; code: number | null }> {
  const file = join(dirname(dist), `${name}.mjs`);
  writeFileSync(
    file,
    `import { OperationWaiter, waitForOperation } from "./dist/index.js";
     const start = performance.now();
     const after = (ms) => async () => ({ Operation: { Status: performance.now() - start >= ms ? "SUCCESS" : "PENDING" } });
     const quick = { minDelay: 0.05, maxDelay: 0.05 };
     process.on("exit", () => console.log("exit", Math.round(performance.now() - start)));
     ${body}`,
  );
  const { stdout, code } = await run(process.execPath, ["--no-warnings", file]).finished;
  return { stdout, code, ms: Number(/exit (\d+)/.exec(stdout)?.[1]) };
}

describe("the process", () => {
  test("is kept alive by a pending wait, and exits promptly after it settles", async () => {
    const { stdout } = await script(
      "alive",
      `waitForOperation({ getOperation: after(700), maxWaitTime: 600, ...quick }, { OperationId: "a" }).then(() => console.log("settled"));`,
    );
    expect(stdout).toMatch(/^settled\n/);
  });

  test("is kept alive by a wait on a request that hangs, until the deadline", async () => {
    const { stdout } = await script(
      "hang",
      `waitForOperation({ getOperation: () => new Promise(() => {}), maxWaitTime: 0.6 }, { OperationId: "a" }).catch((error) => console.log(error.code));`,
    );
    expect(stdout).toMatch(/^TIMED_OUT\n/);
  });

  test("may exit during a wait that is unref'd", async () => {
    const { stdout, code } = await script(
      "unref",
      `waitForOperation({ getOperation: after(60_000), unref: true, ...quick }, { OperationId: "a" }).then(() => console.log("settled"));`,
    );
    expect(stdout).not.toContain("settled");
    expect(code).toBe(0);
  });

  test("exits promptly after an abort in a long delay", async () => {
    const { stdout } = await script(
      "abort",
      `const stop = new AbortController();
       waitForOperation({ getOperation: after(1e9), abortSignal: stop.signal, minDelay: 60, maxDelay: 60 }, { OperationId: "a" }).catch((reason) => console.log(reason));
       setTimeout(() => stop.abort("stopped"), 300);`,
    );
    expect(stdout).toMatch(/^stopped\n/);
  });

  test("exits promptly after a start whose operation nobody waits for", async () => {
    const { stdout } = await script(
      "start",
      `const { startOperation } = await import("./dist/index.js");
       const client = { send: async () => ({ OperationId: "a" }) };
       const command = { input: {}, middlewareStack: { add() {} } };
       startOperation({ client, maxWaitTime: 600 }, command).then(({ operationId }) => console.log(operationId));`,
    );
    expect(stdout).toMatch(/^a\n/);
  });

  test("exits promptly after a deadline that a stalled body has met", async () => {
    const emulator = createEmulator({
      operations: [{ Id: "a", Type: "CREATE_NAMESPACE", Status: "PENDING" }],
      faults: [{ fault: "stalled-body", action: "GetOperation" }],
    });
    const server = await emulator.listen();
    const { stdout } = await script(
      "stalled",
      `const { ServiceDiscoveryClient } = await import("@aws-sdk/client-servicediscovery");
       const credentials = { accessKeyId: "x", secretAccessKey: "x" };
       const client = new ServiceDiscoveryClient({ region: "us-east-1", endpoint: "${server.url}", credentials });
       waitForOperation({ client, maxWaitTime: 0.5 }, { OperationId: "a" }).catch((error) => console.log(error.code));`,
    );
    await server.close();
    expect(stdout).toMatch(/^TIMED_OUT\n/);
  });
});
