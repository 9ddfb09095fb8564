import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Lifetime } from "../../../src/cli/lifetime.js";
import { AwsCalls } from "../../../src/cli/start/aws-calls.js";
import { awsCommandIn } from "../../../src/cli/start/aws-command.js";
import type { TimeLimit } from "../../../src/cli/start/timed-child.js";
import { fakeSignals } from "../fake-signals.js";

function limitOf(timeout?: number): TimeLimit {
  return { lifetime: new Lifetime(fakeSignals(), timeout), heartbeatMs: 60_000, onHeartbeat() {} };
}

/** A program that prints this, and what it was called with. */
function fileOf(script: string): { program: string; asked: () => string[] } {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [file, log] = [join(folder, "aws"), join(folder, "log")];
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$@" "pager=$AWS_PAGER" >${log}\n${script}\n`);
  chmodSync(file, 0o755);
  return { program: file, asked: () => readFileSync(log, "utf8").trimEnd().split("\n") };
}

/** Its calls, for a command. */
function callsOf(script: string, timeout?: number): { calls: AwsCalls; asked: () => string[] } {
  const { program, asked } = fileOf(script);
  const words = [
    program,
    "--endpoint-url",
    "http://127.0.0.1:1",
    "servicediscovery",
    "delete-namespace",
    "--region",
    "r",
  ];
  const command = awsCommandIn(words);
  if (command === undefined) throw new Error("it starts nothing");
  return { calls: new AwsCalls(command, limitOf(timeout)), asked };
}

function printing(value: unknown): string {
  return `echo '${JSON.stringify(value)}'`;
}

const own = ["--endpoint-url", "http://127.0.0.1:1", "--region", "r"];
const json = ["--output", "json", "pager="];

describe(AwsCalls, () => {
  test("lists the namespaces of a name, by the command's own program and flags, without a pager", async () => {
    const zone = { DnsProperties: { HostedZoneId: "Z1" } };
    const { calls, asked } = callsOf(
      printing({
        Namespaces: [
          { Id: "ns-1", Name: "x", Type: "HTTP", Properties: zone },
          { Id: "ns-2", Name: "y" },
          { Name: "x" },
        ],
      }),
    );
    expect(await calls.namespacesNamed("x")).toEqual([
      { Id: "ns-1", Name: "x", Type: "HTTP", hostedZoneId: "Z1" },
    ]);
    const filters = '[{"Name":"NAME","Values":["x"],"Condition":"EQ"}]';
    expect(asked()).toEqual([...own, "servicediscovery", "list-namespaces", "--filters", filters, ...json]);
  });

  test("reads a namespace and an operation", async () => {
    const one = callsOf(printing({ Namespace: { Id: "ns-1" } }));
    expect(await one.calls.getNamespace("ns-1")).toEqual({ Namespace: { Id: "ns-1" } });
    expect(one.asked()).toEqual([...own, "servicediscovery", "get-namespace", "--id", "ns-1", ...json]);
    const other = callsOf(printing({ Operation: { Id: "op-1", Status: "PENDING" } }));
    expect(await other.calls.getOperation("op-1")).toMatchObject({ Id: "op-1", Status: "PENDING" });
    expect(other.asked()).toEqual([
      ...own,
      "servicediscovery",
      "get-operation",
      "--operation-id",
      "op-1",
      ...json,
    ]);
  });

  test("lists what is in progress", async () => {
    const { calls, asked } = callsOf(printing({ Operations: [{ Id: "op-1" }, {}, { Id: "op-2" }] }));
    expect(await calls.operationsInProgress("X")).toEqual(["op-1", "op-2"]);
    const filters =
      '[{"Name":"STATUS","Values":["SUBMITTED","PENDING"],"Condition":"IN"},{"Name":"TYPE","Values":["X"],"Condition":"EQ"}]';
    expect(asked()).toEqual([...own, "servicediscovery", "list-operations", "--filters", filters, ...json]);
  });

  test("asks another service for a zone's VPCs, and not at Cloud Map's endpoint", async () => {
    const { calls, asked } = callsOf(printing({ VPCs: [{ VPCId: "vpc-1" }, {}] }));
    expect(await calls.vpcsOf("Z1")).toEqual(["vpc-1"]);
    expect(asked()).toEqual(["--region", "r", "route53", "get-hosted-zone", "--id", "Z1", ...json]);
  });

  test("asks at the endpoint that the environment names for that service", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL_ROUTE_53", "http://127.0.0.1:2");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { calls, asked } = callsOf(printing({ VPCs: [] }));
    await calls.vpcsOf("Z1");
    const place = ["--endpoint-url", "http://127.0.0.1:2"];
    expect(asked()).toEqual(["--region", "r", "route53", "get-hosted-zone", "--id", "Z1", ...place, ...json]);
  });

  test("passes on no endpoint of Cloud Map's, in whatever way that was given", async () => {
    const { program, asked } = fileOf(printing({}));
    for (const place of [["--endpoint-url=http://127.0.0.1:1"], ["--endpoint-url", "http://127.0.0.1:1"]]) {
      const command = awsCommandIn([program, ...place, "--debug", "servicediscovery", "delete-namespace"]);
      if (command === undefined) throw new Error("it starts nothing");
      await new AwsCalls(command, limitOf()).vpcsOf("Z1");
      expect(asked()).toEqual(["--debug", "route53", "get-hosted-zone", "--id", "Z1", ...json]);
    }
  });

  test("has the command's environment, but no stdin and no pager", async () => {
    vi.stubEnv("AWS_PAGER", "less");
    vi.stubEnv("SHOP", "open");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { calls, asked } = callsOf(`cat; test "$SHOP" = open && ${printing({ Namespace: {} })}`);
    await calls.getNamespace("ns-1");
    expect(asked().at(-1)).toBe("pager=");
  });

  test.each([["{}"], ['{"Namespaces":5,"Operations":5,"VPCs":5}'], ["[]"]])(
    "finds nothing in %s",
    async (text) => {
      const { calls } = callsOf(`echo '${text}'`);
      expect([
        await calls.namespacesNamed("x"),
        await calls.operationsInProgress("X"),
        await calls.vpcsOf("Z"),
      ]).toEqual([[], [], []]);
    },
  );

  test("throws what the program says, that it says no JSON, or that it isn't there", async () => {
    await expect(callsOf("echo ' not you ' >&2; exit 254").calls.getOperation("x")).rejects.toMatchObject({
      name: "AwsCallError",
      message: "not you",
    });
    await expect(callsOf("echo hello").calls.getOperation("x")).rejects.toMatchObject({
      name: "AwsCallError",
      message: "servicediscovery get-operation printed no JSON",
    });
    const command = awsCommandIn(["/nonexistent/aws", "servicediscovery", "delete-namespace"]);
    if (command === undefined) throw new Error("it starts nothing");
    await expect(new AwsCalls(command, limitOf()).getOperation("x")).rejects.toThrow("ENOENT");
  });

  test.each([
    ["exit 7", "the AWS CLI ended with 7"],
    ["kill -INT $$", "the AWS CLI ended with SIGINT"],
  ])("throws how the program ended, if it says nothing: %s", async (script, message) => {
    await expect(callsOf(script).calls.getOperation("x")).rejects.toMatchObject({ message });
  });

  test("throws when the time is up before the program has answered", async () => {
    const { calls } = callsOf("exec sleep 60", 1);
    await expect(calls.getOperation("x")).rejects.toMatchObject({
      name: "AwsCallError",
      message: "no answer before the timeout (--timeout)",
    });
  });
});
