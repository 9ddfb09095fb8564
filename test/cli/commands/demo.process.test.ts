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
    expect(stderr).not.toMatch(/SUCCESS|Resume with|keeps running/);
    expect(stderr).toMatch(
      /\ncloudmap-wait: Interrupted by SIGTERM\. The demo's emulator has ended, [^\n]*\n$/,
    );
  });

  test("tells of no end and no way to go on, as the operation ends with it", async () => {
    const env = { AWS_REGION: undefined, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const { code, stdout, stderr } = await command(["demo", "--timeout", "0"], { env }).finished;
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    const id = /answered with the operation (\S+)\.\n/.exec(stderr)?.[1];
    const url = /listens on (\S+), for/.exec(stderr)?.[1];
    expect(stderr).toContain(
      `cloudmap-wait: An emulator of AWS Cloud Map listens on ${url}, for as long as this demo runs.\n` +
        `cloudmap-wait: CreatePrivateDnsNamespace "demo.internal" answered with the operation ${id}.\n`,
    );
    expect(stderr).toMatch(
      /demo\.internal: The demo was over before its operation had ended\.\n[^\n]*The demo's emulator has ended, and the operation with it\. To see the end, run the demo again\.\n$/,
    );
    expect(stderr).not.toMatch(/Resume with|keeps running/);
    expect(stderr).not.toContain("That is the namespace's id");
  });

  test("tells programs of no way to go on either", async () => {
    const { stdout } = await command(["demo", "--timeout", "0", "--output", "json"]).finished;
    expect(stdout).toContain("The demo was over before its operation had ended.");
    expect(stdout).not.toMatch(/"resume"|keeps running/);
  });

  test("tells of an output that can't be opened, and of nothing to go on with", async () => {
    const { code, stderr } = await command(["demo", "--events-file", "/nonexistent/file"]).finished;
    expect(code).toBe(2);
    expect(stderr).toContain("--events-file can't be written");
    expect(stderr).not.toContain("Resume with");
  });

  test("tells nothing but errors with --quiet", async () => {
    const { code, stderr } = await command(["demo", "--quiet", "--timeout", "0"]).finished;
    expect(code).toBe(4);
    expect(stderr).not.toContain("An emulator");
  });
});
