import { describe, expect, test } from "vitest";
import { builtCommand, until } from "../support.js";

describe("demo", () => {
  const command = builtCommand();

  test("prints the id of a namespace, without an account or a region", async () => {
    const env = { AWS_REGION: undefined, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const { code, stdout, stderr } = await command(["demo"], { env }).finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ns-\w+\n$/) as string });
    expect(stderr).toContain("demo.internal CREATE_NAMESPACE SUCCESS");
    expect(stderr).toMatch(
      /\ncloudmap-wait: That is the namespace's id, on stdout, as a deploy script would get it\.\n$/,
    );
  });

  test("serves a page while it runs, if asked to", async () => {
    const running = command(["demo", "--serve"]);
    await until(running, /Progress page/);
    const url = /Progress page.*: (http:\S+)/.exec(running.printed.stderr)?.[1] ?? "";
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([
      200,
      expect.stringContaining("<cloudmap-progress"),
    ]);
    await until(running, /CREATE_NAMESPACE SUBMITTED/);
    running.process.kill("SIGTERM");
    const { stderr } = await running.finished;
    expect(stderr).not.toContain("SUCCESS");
  });

  test("tells what it does, and how to go on if it is given no time", async () => {
    const env = { AWS_REGION: undefined, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const { code, stdout, stderr } = await command(["demo", "--timeout", "0"], { env }).finished;
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    const id = /answered with the operation (\S+)\.\n/.exec(stderr)?.[1];
    const url = /listens on (\S+), for/.exec(stderr)?.[1];
    expect(stderr).toContain(
      `cloudmap-wait: An emulator of AWS Cloud Map listens on ${url}, for as long as this demo runs.\n` +
        `cloudmap-wait: CreatePrivateDnsNamespace "demo.internal" answered with the operation ${id}.\n`,
    );
    expect(stderr).toContain(
      `Resume with: cloudmap-wait --region us-east-1 --endpoint-url ${url} demo.internal=${id}\n`,
    );
    expect(stderr).not.toContain("That is the namespace's id");
  });

  test("tells nothing but errors with --quiet", async () => {
    const { code, stderr } = await command(["demo", "--quiet", "--timeout", "0"]).finished;
    expect(code).toBe(4);
    expect(stderr).not.toContain("An emulator");
  });
});
