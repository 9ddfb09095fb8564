import { describe, expect, test } from "vitest";
import { fakeAws, printing, refusing } from "../fake-aws.js";
import { builtCommand, service } from "../support.js";

const command = builtCommand();
const create = ["servicediscovery", "create-http-namespace", "--name", "x"];
const slow = { durations: { CREATE_NAMESPACE: 600 }, submittedShare: 0 };

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

  test("starts nothing where the environment's endpoint is no URL", async () => {
    const aws = fakeAws({ create: printing({ OperationId: "op-1" }) });
    const env = { AWS_ENDPOINT_URL: "localhost:4556" };
    const { code, stderr } = await command(["run", aws.program, ...create], { env }).finished;
    expect(code).toBe(2);
    expect(stderr).toBe(
      'cloudmap-wait: AWS_ENDPOINT_URL must be an http or https URL, such as http://127.0.0.1:4556; got "localhost:4556".\n',
    );
    expect(aws.calls).toThrow("ENOENT");
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
