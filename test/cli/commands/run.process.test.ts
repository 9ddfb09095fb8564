import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { run } from "../../support/built.js";
import { builtCommand, environment, linesOf, service, until } from "../support.js";

const command = builtCommand();
const hasAws = spawnSync("aws", ["--version"]).status === 0;
if (!hasAws) console.warn("The tests of run are skipped: there is no AWS CLI (Debian: awscli).");

const env = { AWS_DEFAULT_REGION: "us-east-1" };
const quick = { "*": 0.3 };

function createHttp(name: string, ...flags: readonly string[]): string[] {
  return ["aws", "servicediscovery", "create-http-namespace", "--name", name, ...flags];
}

/** An AWS CLI that answers some calls by a script of its own, and the others as it is. */
function scriptedAws(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "aws");
  writeFileSync(file, `#!/bin/sh\n${script}\nexec aws "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

/** An AWS CLI that knows the VPCs of hosted zones, which the emulator has not. */
function awsWithRoute53(vpc: string): string {
  const answer = JSON.stringify({ VPCs: [{ VPCRegion: "us-east-1", VPCId: vpc }] });
  return scriptedAws(`for word; do [ "$word" = route53 ] && { echo '${answer}'; exit 0; }; done`);
}

describe.skipIf(!hasAws)("run", () => {
  test.each([[[]], [["--output", "text"]], [["--output", "table"]], [["--output", "yaml"]]])(
    "starts, waits, and prints the target's id, with %j",
    async (flags) => {
      // Version 1 of the AWS CLI has no yaml.
      if (flags[1] === "yaml" && !/aws-cli\/2/.test(spawnSync("aws", ["--version"]).stdout.toString()))
        return;
      const { url } = await service({ durations: quick });
      const args = ["run", "--endpoint-url", url, "--", ...createHttp("x", ...flags)];
      const { code, stdout, stderr } = await command(args, { env }).finished;
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ns-[a-z0-9]+\n$/) });
      expect(stderr).toMatch(/CREATE_NAMESPACE|create namespace/);
    },
  );

  test("takes the endpoint from the AWS CLI's own flags, too", async () => {
    const { url } = await service({ durations: quick });
    const args = ["run", "-q", ...createHttp("x", "--endpoint-url", url)];
    const { code, stdout, stderr } = await command(args, { env }).finished;
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^ns-[a-z0-9]+\n$/),
      stderr: "",
    });
  });

  test("gives the id of a namespace that exists already, of the same kind", async () => {
    const { url } = await service({ durations: quick });
    const args = ["run", "-q", "--endpoint-url", url, "--", ...createHttp("x")];
    const first = await command(args, { env }).finished;
    const second = await command(args, { env }).finished;
    expect(second).toEqual({ code: 0, signal: null, stdout: first.stdout, stderr: "" });
    const { stdout } = await command(["run", "--output", "json", ...args.slice(2)], { env }).finished;
    expect(linesOf(stdout)).toMatchObject([
      { outcomes: [], summary: { exitCode: 0, existing: { NAMESPACE: first.stdout.trim() } } },
    ]);
  });

  test("refuses a namespace that exists as another kind, with the AWS CLI's status", async () => {
    const { url } = await service({ durations: { "*": 0.1 } });
    const args = ["run", "--endpoint-url", url, "--"];
    await command([...args, ...createHttp("x.z")], { env }).finished;
    const aws = scriptedAws(
      `[ "$2" = create-public-dns-namespace ] && {
  echo 'An error occurred (NamespaceAlreadyExists) when calling the CreatePublicDnsNamespace operation: x.z exists' >&2
  exit 254
}`,
    );
    const dns = [aws, "servicediscovery", "create-public-dns-namespace", "--name", "x.z"];
    const { code, stdout, stderr } = await command([...args, ...dns], { env }).finished;
    expect({ code, stdout }).toEqual({ code: 254, stdout: "" });
    expect(stderr).toContain("of another kind than DNS_PUBLIC");
    expect(stderr).toMatch(/ns-[a-z0-9]+ is HTTP/);
  });

  test.each([
    ["gives the id of a private namespace in the same VPC", "vpc-1", 0, /^ns-[a-z0-9]+\n$/],
    ["fails with the reason for one in another VPC", "vpc-2", 3, /^$/],
  ])("%s", async (_what, vpc, code, stdout) => {
    const { url } = await service({ durations: { "*": 0.1 } });
    const aws = awsWithRoute53(vpc);
    const words = [
      "servicediscovery",
      "create-private-dns-namespace",
      "--name",
      "x.internal",
      "--vpc",
      "vpc-1",
    ];
    const args = ["run", "--endpoint-url", url, "--", aws, ...words];
    expect((await command(args, { env }).finished).code).toBe(0);
    const second = await command(args, { env }).finished;
    expect(second).toMatchObject({ code, stdout: expect.stringMatching(stdout) });
  });

  test("says to keep the hosted zone of a private namespace whose VPC may not be looked up", async () => {
    const { url } = await service({ durations: { "*": 0.1 } });
    const denied = "An error occurred (AccessDenied) when calling the GetHostedZone operation: no";
    const aws = scriptedAws(
      `for word; do [ "$word" = route53 ] && { echo '${denied}' >&2; exit 254; }; done`,
    );
    const words = "servicediscovery create-private-dns-namespace --name x.internal --vpc vpc-1".split(" ");
    const args = ["run", "--endpoint-url", url, "--", aws, ...words];
    expect((await command(args, { env }).finished).code).toBe(0);
    const { code, stdout, stderr } = await command(args, { env }).finished;
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toMatch(
      /ns-[a-z0-9]+ of that name exists and may be the one you want, so keep its hosted zone/,
    );
    expect(stderr).toContain(`route53:GetHostedZone: ${denied}`);
  });

  test("adopts the same creation that is under way, and prints what that made", async () => {
    const { url, create, emulator } = await service({ durations: { CREATE_NAMESPACE: 600 } });
    const id = await create("x");
    const args = ["run", "--output", "json", "--endpoint-url", url, "--", ...createHttp("x")];
    const running = command(args, { env });
    await until(running, /does the same/);
    emulator.advance(600_000);
    const { code, stdout, stderr } = await running.finished;
    expect(code).toBe(0);
    expect(linesOf(stdout)).toMatchObject([
      {
        outcomes: [{ operationId: id, outcome: "succeeded", adopted: true, adoption: "verified", name: "x" }],
      },
    ]);
    expect(stderr).toContain(`Operation ${id}, which is under way already, does the same`);
    expect(emulator.operations()).toHaveLength(1);
  });

  test("waits for another operation on the same resource, then starts its own", async () => {
    const { url, emulator } = await service({ durations: { "*": 0, UpdateHttpNamespace: 600 } });
    const aws = ["aws", "servicediscovery"];
    const where = ["run", "-q", "--endpoint-url", url, "--"];
    const { stdout } = await command([...where, ...createHttp("x")], { env }).finished;
    const id = stdout.trim();
    const update = [...aws, "update-http-namespace", "--id", id, "--namespace", "Description=a"];
    const started = run("aws", [...update.slice(1), "--endpoint-url", url, "--output", "json"], {
      ...environment,
      ...env,
    });
    expect(await started.finished).toMatchObject({ code: 0 });
    expect(emulator.operations().at(-1)?.status).toMatch(/SUBMITTED|PENDING/);
    const args = ["run", "--endpoint-url", url, "--", ...aws, "delete-namespace", "--id", id];
    const running = command(args, { env });
    await until(running, /starting again/);
    emulator.advance(600_000);
    const { code, stderr } = await running.finished;
    expect(stderr).toContain("is under way on the same resource: waiting for that one, then starting again");
    expect(code).toBe(0);
    expect(emulator.operations().map(({ type }) => type)).toEqual([
      "CREATE_NAMESPACE",
      "UPDATE_NAMESPACE",
      "DELETE_NAMESPACE",
    ]);
  });

  test("leaves a command alone that starts no operation: its output and status", async () => {
    const { url } = await service();
    const list = ["aws", "servicediscovery", "list-namespaces", "--endpoint-url", url, "--output", "json"];
    const { code, stdout } = await command(["run", "--", ...list], { env }).finished;
    expect({ code, namespaces: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      namespaces: { Namespaces: [] },
    });
    expect(await command(["run", "sh", "-c", "echo out; echo err >&2; exit 42"]).finished).toEqual({
      code: 42,
      signal: null,
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  test("fails as the AWS CLI does, with what it said", async () => {
    const { url } = await service();
    const args = [
      "run",
      "--endpoint-url",
      url,
      "--",
      "aws",
      "servicediscovery",
      "delete-namespace",
      "--id",
      "ns-none",
    ];
    const { code, stdout, stderr } = await command(args, { env }).finished;
    expect({ code, stdout }).toEqual({
      code: expect.toSatisfy((status: number) => status >= 250),
      stdout: "",
    });
    expect(stderr).toContain("NamespaceNotFound");
  });

  test("tells what was started when it can't read that, and how to go on", async () => {
    const { url, emulator } = await service({ durations: { "*": 60 } });
    const args = [
      "run",
      "--endpoint-url",
      url,
      "--",
      ...createHttp("x", "--query", "[Nothing, OperationId]"),
    ];
    const { code, stderr } = await command([...args, "--output", "json"], { env }).finished;
    expect(code).toBe(2);
    expect(stderr).toContain("The command was carried out, and printed:");
    expect(stderr).toContain(emulator.operations()[0]?.operationId);
  });

  test("tells of a program that is not there, with a shell's status", async () => {
    const { code, stderr } = await command(["run", "--", "no-such-program", "x"]).finished;
    expect({ code, stderr }).toEqual({
      code: 127,
      stderr: "cloudmap-wait: no-such-program can't be run: it is not installed, or not on the PATH.\n",
    });
  });

  test("resumes by the id when it is interrupted", async () => {
    const { url, emulator } = await service({ durations: { "*": 60 } });
    const running = command(["run", "--endpoint-url", url, "--", ...createHttp("x")], { env });
    await until(running, /CREATE_NAMESPACE/);
    running.process.kill("SIGTERM");
    const { signal, stdout, stderr } = await running.finished;
    expect({ signal, stdout }).toEqual({ signal: "SIGTERM", stdout: "" });
    expect(stderr).toContain(
      `Resume with: cloudmap-wait --region us-east-1 --endpoint-url ${url} x=${emulator.operations()[0]?.operationId}\n`,
    );
  });

  test("says that something may have started when it is interrupted before the AWS CLI has its answer", async () => {
    const program = scriptedAws("echo asking >&2; exec sleep 60");
    const running = command(["run", "--", program, ...createHttp("x").slice(1)], { env });
    await until(running, /asking/);
    running.process.kill("SIGTERM");
    const { signal, stdout, stderr } = await running.finished;
    expect({ signal, stdout }).toEqual({ signal: "SIGTERM", stdout: "" });
    expect(stderr).toContain("an operation may have been started. Run the same command again to find it.");
  });
});
