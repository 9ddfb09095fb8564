import { describe, expect, test } from "vitest";
import { fakeAws, printing, refusing } from "../fake-aws.js";
import { builtCommand, linesOf, service, until } from "../support.js";

const command = builtCommand();
const create = ["servicediscovery", "create-http-namespace", "--name", "x"];
const slow = { durations: { CREATE_NAMESPACE: 600 }, submittedShare: 0 };

function listing(Type: string): string {
  return printing({ Namespaces: [{ Id: "ns-1", Name: "x", Type, Properties: {} }] });
}

describe("run", () => {
  test("waits for what a command has started, and prints the target's id", async () => {
    const { url, create: start } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    const aws = fakeAws({ create: printing({ OperationId: await start("x") }) });
    const args = ["run", "--endpoint-url", url, "--", aws.program, ...create];
    const { code, stdout, stderr } = await command(args).finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ns-[a-z0-9]+\n$/) });
    expect(stderr).toMatch(/^cloudmap-wait: x CREATE_NAMESPACE SUCCESS after \S+ s\n$/);
  });

  test.each([
    ["its name", create, "x="],
    ["the id of its instance", ["servicediscovery", "register-instance", "--instance-id", "i-1"], "i-1="],
    ["nothing", ["servicediscovery", "delete-namespace", "--id", "ns-1"], ""],
  ])("calls what was started by %s, also where it is resumed", async (_what, words, label) => {
    const { url, create: start } = await service(slow);
    const id = await start("x");
    const aws = fakeAws({ servicediscovery: printing({ OperationId: id }) });
    const args = ["run", "--timeout", "0", "--endpoint-url", url, "--", aws.program, ...words];
    const { code, stderr } = await command(args).finished;
    expect(code).toBe(4);
    expect(stderr).toContain(
      `Resume with: cloudmap-wait --region us-east-1 --endpoint-url ${url} ${label}${id}\n`,
    );
  });

  test("passes its own place on to the AWS CLI, but for what the command says itself", async () => {
    const { url } = await service();
    const aws = fakeAws({ create: refusing("ThrottlingException", "slow down") });
    const own = ["run", "--region", "eu-west-1", "--endpoint-url", url, "--", aws.program, ...create];
    await command(own).finished;
    await command([...own, "--region", "eu-west-2"]).finished;
    await command([...own, "--region=eu-west-3"]).finished;
    const env = { AWS_ENDPOINT_URL_SERVICEDISCOVERY: url };
    await command(["run", aws.program, ...create], { env }).finished;
    expect(aws.calls()).toEqual([
      `${create.join(" ")} --region eu-west-1 --endpoint-url ${url}`,
      `${create.join(" ")} --region eu-west-2 --endpoint-url ${url}`,
      `${create.join(" ")} --region=eu-west-3 --endpoint-url ${url}`,
      `${create.join(" ")} --endpoint-url ${url}`,
    ]);
  });

  test("waits where the command has started it: in its region, at its endpoint", async () => {
    const { url, create: start } = await service(slow);
    const id = await start("x");
    const aws = fakeAws({ create: printing({ OperationId: id }) });
    const place = ["--region", "us-east-1", "--endpoint-url", url];
    const args = ["run", "--timeout", "0", "--", aws.program, ...create, ...place];
    const { code, stderr } = await command(args, { env: { AWS_REGION: "eu-west-1" } }).finished;
    expect(code).toBe(4);
    expect(stderr).toContain(`Resume with: cloudmap-wait --region us-east-1 --endpoint-url ${url} x=${id}\n`);
  });

  test("looks for the profile that the command names", async () => {
    const aws = fakeAws({ create: printing({ OperationId: "op-1" }) });
    const args = ["run", aws.program, ...create, "--profile", "nobody"];
    const { code, stderr } = await command(args).finished;
    expect(code).toBe(6);
    expect(stderr).toContain('There is no profile "nobody" (--profile)');
  });

  test("asks the AWS CLI for JSON, and for no pager", async () => {
    const { url, create: start } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    const id = await start("x");
    const aws = fakeAws({
      create: `echo "{\\"OperationId\\":\\"${id}$AWS_PAGER\\"}"; test "$AWS_DEFAULT_OUTPUT" = json`,
    });
    const args = ["run", "--endpoint-url", url, "--", aws.program, ...create];
    expect(await command(args, { env: { AWS_PAGER: "less" } }).finished).toMatchObject({ code: 0 });
  });

  test("has the status of a command that starts no operation", async () => {
    expect((await command(["run", "sh", "-c", "exit 42"]).finished).code).toBe(42);
    expect((await command(["run", "--", "sh", "-c", "kill -9 $$"]).finished).code).toBe(137);
  });

  test("passes on what a command that starts no operation prints", async () => {
    const { stdout, stderr } = await command(["run", "sh", "-c", "echo out; echo err >&2"]).finished;
    expect({ stdout, stderr }).toEqual({ stdout: "out\n", stderr: "err\n" });
  });

  test("needs a command", async () => {
    const { code, stderr } = await command(["run"]).finished;
    expect(code).toBe(2);
    expect(stderr).toContain(
      "run needs a command, such as 'cloudmap-wait run -- aws servicediscovery create-http-namespace --name x'.\n",
    );
  });

  test("tells of a program that is not there, with a shell's status", async () => {
    for (const words of [["x"], create])
      expect(await command(["run", "--", "no-such-program", ...words]).finished).toMatchObject({
        code: 127,
        stderr: "cloudmap-wait: no-such-program can't be run: it is not installed, or not on the PATH.\n",
      });
  });
});

describe("run, when the AWS CLI is refused", () => {
  const denied = refusing("AccessDeniedException", "not you");
  const said = "An error occurred (AccessDeniedException) when calling the Some operation: not you\n";

  test.each([[[]], [["--quiet"]], [["--verbose"]]])(
    "has its words and its status, with %j",
    async (flags) => {
      const aws = fakeAws({ create: denied });
      const { code, stdout, stderr } = await command(["run", ...flags, aws.program, ...create]).finished;
      expect({ code, stdout, stderr }).toEqual({ code: 254, stdout: "", stderr: `\n${said}` });
    },
  );

  test("shows what it warns of", async () => {
    const { url, create: start } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    const aws = fakeAws({ create: `echo 'a warning' >&2; ${printing({ OperationId: await start("x") })}` });
    const args = ["--endpoint-url", url, "--", aws.program, ...create];
    expect((await command(["run", ...args]).finished).stderr).toMatch(
      /^a warning\ncloudmap-wait: x CREATE_NAMESPACE SUCCESS/,
    );
    expect(await command(["run", "--quiet", ...args]).finished).toMatchObject({ code: 0, stderr: "" });
  });

  test("shows what comes before an error at once, and the error when it counts", async () => {
    const aws = fakeAws({ create: `echo 'a warning' >&2; sleep 0.1; ${denied}` });
    const { stderr } = await command(["run", aws.program, ...create]).finished;
    expect(stderr).toBe(`a warning\n\n${said}`);
  });
});

describe("run, when it can't read what the AWS CLI prints", () => {
  test("shows that, as the operation's id may be in it", async () => {
    const aws = fakeAws({ create: "printf 'one \\033[2J of two\\nthree four\\n'" });
    const { code, stdout, stderr } = await command(["run", aws.program, ...create]).finished;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^cloudmap-wait: The command succeeded and printed:\none \\u\{1b\}\[2J of two\nthree four\n/,
    );
    expect(stderr).toContain("cloudmap-wait: its output ");
  });
});

describe("run, when a signal comes", () => {
  test("says that something may have started, if the AWS CLI has no answer yet", async () => {
    const aws = fakeAws({ create: "echo asking >&2; exec sleep 60" });
    const running = command(["run", "--", aws.program, ...create]);
    await until(running, /asking/);
    running.process.kill("SIGTERM");
    const { signal, stdout, stderr } = await running.finished;
    expect({ signal, stdout }).toEqual({ signal: "SIGTERM", stdout: "" });
    expect(stderr).toBe(
      "asking\ncloudmap-wait: Interrupted before Cloud Map answered: an operation may have been started. Run the same command again to find it.\n",
    );
  });

  test("leaves a command to end by itself that does so soon", async () => {
    const aws = fakeAws({ create: "echo asking >&2; trap 'exit 9' TERM; sleep 0.2; exit 3" });
    const running = command(["run", "--", aws.program, ...create]);
    await until(running, /asking/);
    running.process.kill("SIGTERM");
    expect(await running.finished).toMatchObject({ signal: "SIGTERM" });
  });

  test("keeps the refusal that the AWS CLI got", async () => {
    const aws = fakeAws({
      create: `echo asking >&2; sleep 0.2; ${refusing("AccessDeniedException", "not you")}`,
    });
    const running = command(["run", "--", aws.program, ...create]);
    await until(running, /asking/);
    running.process.kill("SIGTERM");
    const { signal, stderr } = await running.finished;
    expect(signal).toBe("SIGTERM");
    expect(stderr).toContain("not you");
    expect(stderr).not.toContain("Interrupted");
  });
});

describe("run, when the namespace exists", () => {
  const exists = refusing("NamespaceAlreadyExists", "x exists");

  test("prints its id, and that nothing was created", async () => {
    const aws = fakeAws({ create: exists, "list-namespaces": listing("HTTP") });
    expect(await command(["run", aws.program, ...create]).finished).toEqual({
      code: 0,
      signal: null,
      stdout: "ns-1\n",
      stderr: "cloudmap-wait: ns-1 already exists, and is what the command asks for. Nothing was created.\n",
    });
    const silent = await command(["run", "--print", "none", aws.program, ...create]).finished;
    expect(silent).toMatchObject({ code: 0, stdout: "" });
  });

  test("tells it in JSON as well", async () => {
    const aws = fakeAws({ create: exists, "list-namespaces": listing("HTTP") });
    const args = ["run", "--timeout", "5m", "--output", "jsonl", "--region", "eu-west-1"];
    const { stdout } = await command([...args, aws.program, ...create]).finished;
    expect(linesOf(stdout)).toMatchObject([
      { type: "start", operations: [], region: "eu-west-1", timeoutMs: 300_000 },
      { type: "summary", exitCode: 0, existing: { NAMESPACE: "ns-1" }, message: "ns-1 exists already" },
    ]);
  });

  test("fails with the AWS CLI's words and status, and the reason, for one of another kind", async () => {
    const aws = fakeAws({ create: exists, "list-namespaces": listing("DNS_PUBLIC") });
    const { code, stdout, stderr } = await command(["run", aws.program, ...create]).finished;
    expect({ code, stdout }).toEqual({ code: 254, stdout: "" });
    expect(stderr).toBe(
      "\nAn error occurred (NamespaceAlreadyExists) when calling the Some operation: x exists\n" +
        "cloudmap-wait: The existing namespace is not of the kind HTTP: ns-1 is DNS_PUBLIC.\n",
    );
  });

  const createPrivate = "servicediscovery create-private-dns-namespace --name x --vpc vpc-1".split(" ");

  async function refusedZone(vpc: string): Promise<{ words: string[]; url: string }> {
    const failures = [{ on: "*", code: "CANNOT_CREATE_HOSTED_ZONE", message: "there is one" }];
    const { url, create: start } = await service({ durations: { "*": 0 }, failures });
    const zone = { DnsProperties: { HostedZoneId: "Z1" } };
    const aws = fakeAws({
      create: printing({ OperationId: await start("x") }),
      "list-namespaces": printing({
        Namespaces: [{ Id: "ns-1", Name: "x", Type: "DNS_PRIVATE", Properties: zone }],
      }),
      "get-hosted-zone --id Z1": printing({ VPCs: [{ VPCId: vpc }] }),
    });
    return { url, words: [aws.program, ...createPrivate] };
  }

  test("takes a private one for it whose zone is in the same VPC, once the zone was refused", async () => {
    const { url, words } = await refusedZone("vpc-1");
    const { code, stdout, stderr } = await command(["run", "--endpoint-url", url, ...words]).finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: "ns-1\n" });
    expect(stderr).toContain("ns-1 already exists, and is what the command asks for.");
  });

  test("tells why a private one in another VPC is not it", async () => {
    const { url, words } = await refusedZone("vpc-2");
    const { code, stdout, stderr } = await command(["run", "--endpoint-url", url, ...words]).finished;
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain(
      "cloudmap-wait: The existing namespace is not in the VPC vpc-1: ns-1 is in vpc-2.\n",
    );
  });

  test("is not asked about when the operation failed of something else", async () => {
    const failures = [{ on: "*", code: "ACCESS_DENIED", message: "no" }];
    const { url, create: start } = await service({ durations: { "*": 0 }, failures });
    const aws = fakeAws({ create: printing({ OperationId: await start("x") }) });
    const args = ["run", "--endpoint-url", url, aws.program, ...createPrivate];
    expect(await command(args).finished).toMatchObject({ code: 3, stdout: "" });
    expect(aws.calls()).toHaveLength(1);
  });
});
