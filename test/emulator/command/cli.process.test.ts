import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GetOperationCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { describe, expect, test, vi } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { buildCli, run, startCli } from "./built-cli.js";

const cli = buildCli();

async function start(...args: readonly string[]) {
  return run(process.execPath, [cli, ...args]).finished;
}

/** Starts at a time, creates a namespace, and tells of it. */
async function create(): Promise<unknown> {
  const { url } = await startCli(cli, ["--now", "2026-01-01T00:00:00Z", "--speed", "0.001"]);
  const headers = { "x-amz-target": "Route53AutoNaming_v20170314.CreateHttpNamespace" };
  const answer = await fetch(url, { method: "POST", headers, body: '{"Name":"shop"}' });
  const { nowMs } = (await (await fetch(`${url}/_emulator/status`)).json()) as { nowMs: number };
  return { nowMs: nowMs - (nowMs % 60_000), ...((await answer.json()) as object) };
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

  test("reads a scenario file that begins with a byte order mark and names its schema", async () => {
    const file = join(dirname(cli), "with-bom.json");
    writeFileSync(file, `\uFEFF${JSON.stringify({ $schema: "x", operations: [{ Id: "op-2" }] })}`);
    const { url } = await startCli(cli, ["--scenario", file]);
    const response = await fetch(`${url}/_emulator/operations`);
    expect(await response.json()).toMatchObject({ operations: [{ operationId: "op-2" }] });
  });

  test("starts at the time it is told, and gives the same ids with the same seed", async () => {
    const first = await create();
    expect(first).toMatchObject({ nowMs: Date.UTC(2026, 0, 1), OperationId: expect.any(String) });
    expect(await create()).toEqual(first);
  });

  test("says when its port is taken", async () => {
    const { url } = await startCli(cli, []);
    const { code, stderr, stdout } = await start("--port", new URL(url).port);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^cloudmap-emulator: The port is taken by another program\./);
  });

  test.each([
    [["--port", "many"], "--port takes a number, such as 2 or 0.5; got many"],
    [["--prot", "1"], "Unknown option '--prot'"],
    [["./deploy.sh"], "Put -- before the command: cloudmap-emulator [options] -- command…"],
    [["--host", "0.0.0.0"], "host must be a loopback address unless --allow-remote is set; got 0.0.0.0"],
    [["--fault", "boom"], "faults[0].fault must be one of"],
    [["--scenario", "/nowhere/s.json"], "--scenario /nowhere/s.json: ENOENT"],
  ])("%o is a usage error", async (args, message) => {
    const { code, stdout, stderr } = await start(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/Try cloudmap-emulator --help\.\n$/);
  });

  test.each([
    ["port", "x"],
    ["now", "soon"],
    ["settles", "later"],
    ["cors", "me"],
    ["allowed-host", "a b"],
  ])("--%s refuses %s by the flag's name", async (flag, value) => {
    const { code, stderr } = await start(`--${flag}`, value);
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^cloudmap-emulator: (--)?${flag}`));
  });

  test("tells its version and its options", async () => {
    expect(await start("--version")).toMatchObject({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
    const { code, stdout } = await start("--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/--scenario FILE/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});

const script = `
const target = "Route53AutoNaming_v20170314.CreateHttpNamespace";
const url = process.env.AWS_ENDPOINT_URL_SERVICEDISCOVERY;
const answer = await fetch(url, { method: "POST", headers: { "x-amz-target": target }, body: '{"Name":"shop"}' });
console.log(url, Object.keys(await answer.json()).join());
process.exit(7);
`;

describe("cloudmap-emulator -- command", () => {
  test("runs the command beside it, prints what that prints, and ends as that ends", async () => {
    const { code, stdout } = await start("--", process.execPath, "--input-type=module", "-e", script);
    expect(code).toBe(7);
    const [, url = ""] = /^(http:\S+) OperationId\n$/.exec(stdout) ?? [];
    // Nothing is left running.
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test.each([
    [["sh", "-c", "exit 0"], 0],
    [["sh", "-c", "kill -TERM $$"], 143],
    [["no-such-command"], 127],
    [["/"], 126],
  ])("ends %o with %d", async (command, expected) => {
    const { code, stdout } = await start("--", ...command);
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
  });

  test("hands on a signal, and waits for the command to end", async () => {
    const waits = "trap 'echo ended; exit 3' TERM; echo started; while :; do sleep 0.1; done";
    const running = run(process.execPath, [cli, "--", "sh", "-c", waits]);
    await vi.waitFor(() => expect(running.printed.stdout).toBe("started\n"), 30_000);
    running.process.kill("SIGTERM");
    expect(await running.finished).toMatchObject({ code: 3, stdout: "started\nended\n" });
  });

  test("says that what the command has left running is gone", async () => {
    const command = ["--", process.execPath, "--input-type=module", "-e", script];
    const gone =
      "cloudmap-emulator: 1 operation was still running. The emulator has ended with the command, so nothing can resume it.\n";
    expect(await start("--duration", "*=never", ...command)).toMatchObject({ stderr: gone });
    expect(await start("--settles", "at-once", ...command)).toMatchObject({ stderr: "" });
  });

  test("needs a command", async () => {
    const { code, stderr } = await start("--");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^cloudmap-emulator: -- must be followed by the command to run\n/);
  });
});
