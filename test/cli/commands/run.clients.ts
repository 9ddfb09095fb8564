import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { awsEnvironment as env, createHttp, hasAws, scriptedAws } from "../aws-cli.js";
import { builtCommand, service, until } from "../support.js";

const command = builtCommand();
const quick = { "*": 0.3 };

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
    expect(stderr).toContain("The command succeeded and printed:");
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
