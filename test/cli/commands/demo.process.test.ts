import { describe, expect, test } from "vitest";
import { builtCommand, until } from "../support.js";

describe("demo", () => {
  const command = builtCommand();

  test("prints the id of a namespace, without an account or a region", async () => {
    const env = { AWS_REGION: undefined, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const { code, stdout, stderr } = await command(["demo"], { env }).finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ns-\w+\n$/) as string });
    expect(stderr).toContain("demo.internal CREATE_NAMESPACE SUCCESS");
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
});
