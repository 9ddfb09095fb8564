import { describe, expect, test } from "vitest";
import { fakeAws, printing } from "../fake-aws.js";
import { builtCommand, linesOf, service } from "../support.js";

const command = builtCommand();
const create = ["servicediscovery", "create-http-namespace", "--name", "x"];

describe("run, when Cloud Map shows nothing of the operation that was started", () => {
  const accepted = "cloudmap-wait: Cloud Map had accepted the operation, so it may be running.\n";

  test("tells how to resume when it refuses the request", async () => {
    const faults = [
      {
        fault: "error",
        action: "GetOperation",
        name: "ValidationException",
        statusCode: 400,
        message: "nope",
      },
    ] as const;
    const { url, create: start } = await service({ faults });
    const id = await start("x");
    const aws = fakeAws({ create: printing({ OperationId: id }) });
    const args = ["run", "--endpoint-url", url, "--", aws.program, ...create];
    const { code, stdout, stderr } = await command(args).finished;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const resume = `cloudmap-wait --region us-east-1 --endpoint-url ${url} x=${id}`;
    expect(stderr).toMatch(new RegExp(`${accepted}cloudmap-wait: Resume with: ${resume}\n$`));
  });

  test("tells how to resume when it is not found, in JSON as well", async () => {
    const { url } = await service();
    const id = "gv4g5meo7ndmeh4fqskygvk23d2fijwa-k9302yzd";
    const aws = fakeAws({ create: printing({ OperationId: id }) });
    const args = ["run", "--output", "jsonl", "--endpoint-url", url, "--", aws.program, ...create];
    const { code, stdout, stderr } = await command(args).finished;
    const resume = `cloudmap-wait --region us-east-1 --endpoint-url ${url} x=${id}`;
    expect(code).toBe(5);
    expect(stderr.endsWith(`${accepted}cloudmap-wait: Resume with: ${resume}\n`)).toBe(true);
    expect(linesOf(stdout).at(-1)).toMatchObject({ type: "summary", exitCode: 5, resume });
  });
});
