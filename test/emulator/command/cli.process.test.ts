import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GetOperationCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { describe, expect, test, vi } from "vitest";
import { buildCli, run, startCli } from "./built-cli.js";

// Processes start slowly on a loaded machine.
vi.setConfig({ testTimeout: 60_000 });

const cli = buildCli();

async function start(...args: readonly string[]) {
  return run(process.execPath, [cli, ...args]).finished;
}

describe("cloudmap-emulator", () => {
  test("serves the real SDK what its flags say, and ends cleanly at a signal", async () => {
    const flags = [
      "--duration",
      "CREATE_NAMESPACE=0",
      "--fail",
      "CREATE_NAMESPACE:bad-*=ACCESS_DENIED:no: way",
    ];
    const running = await startCli(cli, [...flags, "--seed", "x", "--speed", "1000"]);
    const answer = await fetch(running.url, {
      method: "POST",
      headers: { "x-amz-target": "Route53AutoNaming_v20170314.CreateHttpNamespace" },
      body: '{"Name":"bad-one"}',
    });
    const { OperationId } = (await answer.json()) as { OperationId: string };
    const client = new ServiceDiscoveryClient({
      region: "us-east-1",
      endpoint: running.url,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const { Operation } = await client.send(new GetOperationCommand({ OperationId }));
    expect(Operation).toMatchObject({ Status: "FAIL", ErrorCode: "ACCESS_DENIED", ErrorMessage: "no: way" });
    client.destroy();
    running.process.kill("SIGTERM");
    const { code, stdout, stderr } = await running.finished;
    expect(code).toBe(0);
    expect(stdout).toBe(`cloudmap-emulator listening on ${running.url}\n`);
    expect(stderr).toContain(`--endpoint-url ${running.url}`);
    expect(stderr).toContain("AWS_ENDPOINT_URL_SERVICEDISCOVERY");
  });

  test("reads a scenario file", async () => {
    const file = join(dirname(cli), "scenario.json");
    writeFileSync(file, JSON.stringify({ operations: [{ Id: "op-1" }] }));
    const { url } = await startCli(cli, ["--scenario", file]);
    const response = await fetch(`${url}/_emulator/operations`);
    expect(await response.json()).toMatchObject({ operations: [{ operationId: "op-1", status: "SUCCESS" }] });
  });

  test("says when its port is taken", async () => {
    const { url } = await startCli(cli, []);
    const { code, stderr, stdout } = await start("--port", new URL(url).port);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^cloudmap-emulator: The port is taken by another program\./);
  });

  test.each([
    [["--port", "many"], "--port takes a number; got many"],
    [["--prot", "1"], "Unknown option '--prot'"],
    [["extra"], "Unexpected argument 'extra'"],
    [["--host", "0.0.0.0"], "host must be a loopback address unless --allow-remote is set; got 0.0.0.0"],
    [["--fault", "boom"], "faults[0].fault must be one of"],
    [["--scenario", "/nowhere/s.json"], "--scenario /nowhere/s.json: ENOENT"],
  ])("%o is a usage error", async (args, message) => {
    const { code, stdout, stderr } = await start(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/Try cloudmap-emulator --help\.\n$/);
  });

  test("tells its version and its options", async () => {
    expect(await start("--version")).toMatchObject({ code: 0, stdout: "0.1.0\n", stderr: "" });
    const { code, stdout } = await start("--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/--scenario FILE/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});
