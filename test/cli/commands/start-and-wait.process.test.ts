import { describe, expect, test } from "vitest";
import { fakeAws, printing, refusing } from "../fake-aws.js";
import { builtCommand, linesOf, service, until } from "../support.js";

const command = builtCommand();
const create = ["servicediscovery", "create-http-namespace", "--name", "x"];

function listing(Type: string): string {
  return printing({ Namespaces: [{ Id: "ns-1", Name: "x", Type, Properties: {} }] });
}

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

  test("keeps its warnings and their line ends, whatever becomes of its error", async () => {
    const error = "An error occurred (NamespaceAlreadyExists) when calling the Some operation: x exists";
    const told =
      "cloudmap-wait: ns-1 already exists, and is what the command asks for. Nothing was created.\n";
    for (const [printed, shown] of [
      [`a warning\\n\\n${error}\\n`, "a warning\n"],
      [`\\n\\n${error}\\n`, ""],
      [`\\naws: [ERROR]: ${error}\\n`, ""],
      [`a warning\\n\\naws: [ERROR]: ${error}\\n`, "a warning\n"],
    ]) {
      const aws = fakeAws({
        create: `printf '${printed}' >&2; exit 254`,
        "list-namespaces": listing("HTTP"),
      });
      expect((await command(["run", aws.program, ...create]).finished).stderr).toBe(`${shown}${told}`);
    }
  });

  test("holds an error back whose empty lines come first", async () => {
    const late = `printf '\\n\\n' >&2; sleep 0.2; ${refusing("NamespaceAlreadyExists", "x exists")}`;
    const aws = fakeAws({ create: late, "list-namespaces": listing("HTTP") });
    const { stderr } = await command(["run", aws.program, ...create]).finished;
    expect(stderr).toBe(
      "cloudmap-wait: ns-1 already exists, and is what the command asks for. Nothing was created.\n",
    );
  });

  test("shows all at once with --verbose, and nothing with --quiet as well", async () => {
    const aws = fakeAws({
      create: refusing("NamespaceAlreadyExists", "x exists"),
      "list-namespaces": listing("HTTP"),
    });
    const verbose = await command(["run", "--verbose", aws.program, ...create]).finished;
    expect(verbose.stderr).toMatch(/^\nAn error occurred \(NamespaceAlreadyExists\)/);
    const quiet = await command(["run", "--verbose", "--quiet", aws.program, ...create]).finished;
    expect(quiet.stderr).not.toContain("An error occurred");
  });

  test("can read its stdin, which is the command's own", async () => {
    const { url, create: start } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    const aws = fakeAws({ create: `cat >/dev/null; ${printing({ OperationId: await start("x") })}` });
    const args = ["run", "--endpoint-url", url, "--", aws.program, ...create];
    expect(await command(args, { stdin: "some text" }).finished).toMatchObject({ code: 0 });
  });

  test("shows all that it printed, as what it says on stdout is no result", async () => {
    const aws = fakeAws({ create: `echo 'no luck'; ${denied}` });
    const { code, stdout, stderr } = await command(["run", aws.program, ...create]).finished;
    expect({ code, stdout, stderr }).toEqual({ code: 254, stdout: "", stderr: `no luck\n\n${said}` });
  });

  test("shows what comes before an error at once, and the error when it counts", async () => {
    const aws = fakeAws({ create: `echo 'a warning' >&2; sleep 0.1; ${denied}` });
    const { stderr } = await command(["run", aws.program, ...create]).finished;
    expect(stderr).toBe(`a warning\n\n${said}`);
  });
});

describe("run, when the AWS CLI fails although it has printed an OperationId", () => {
  test("waits for the operation, and shows the error", async () => {
    const { url, create: start } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    const id = printing({ OperationId: await start("x") });
    const aws = fakeAws({ create: `${id}; ${refusing("ClientError", "broken pipe")}` });
    const args = ["run", "--endpoint-url", url, "--", aws.program, ...create];
    const { code, stdout, stderr } = await command(args).finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ns-\w+\n$/) as string });
    expect(stderr).toContain("An error occurred (ClientError)");
  });
});

describe("run, when it can't read what the AWS CLI prints", () => {
  test("says so if it printed nothing", async () => {
    const aws = fakeAws({ create: "exit 0" });
    const { code, stderr } = await command(["run", aws.program, ...create]).finished;
    expect(code).toBe(2);
    expect(stderr).toContain("cloudmap-wait: its output is empty. Expected operation ids");
  });

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

  test("keeps the refusal that the AWS CLI got", async () => {
    const aws = fakeAws({
      create: `trap '' TERM; echo asking >&2; sleep 0.2; ${refusing("AccessDeniedException", "not you")}`,
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
