import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { builtCommand, service } from "./support.js";

const command = builtCommand();

describe("the command", () => {
  test("prints the package's version, whatever else is said", async () => {
    const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
    const { version } = JSON.parse(text) as { version: string };
    for (const args of [["--version"], ["wait", "op", "--version"]])
      expect(await command(args).finished).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.each([
    [["help"], /^Usage: cloudmap-wait /],
    [["--help"], /^Usage: cloudmap-wait /],
    [["explain", "ACCESS_DENIED"], /^ACCESS_DENIED\n/],
    [["completion", "bash"], /^# bash completion for cloudmap-wait/],
    [["asl"], /^\{\n/],
  ])("prints what %j asks for, and needs nothing else for it", async (args, start) => {
    const env = { AWS_REGION: "", CLOUDMAP_WAIT_INTERVAL: "", CLOUDMAP_WAIT_MAX_INTERVAL: "" };
    const { code, stdout, stderr } = await command(args, { env }).finished;
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: expect.stringMatching(start), stderr: "" });
  });

  test("has each line of a mistake's message on a line of its own", async () => {
    const { code, stdout, stderr } = await command(["op", "--tiemout"]).finished;
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "cloudmap-wait: Unknown flag --tiemout. Did you mean --timeout?\ncloudmap-wait: Try 'cloudmap-wait --help'.\n",
    });
  });

  test("polls once for status, and has little time for a demo that is given none", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 600 } });
    const args = ["status", await create("x"), "--timeout", "1h", "--endpoint-url", url];
    expect(await command(args).finished).toMatchObject({ code: 4, stdout: expect.stringMatching(/^ID /) });
    expect((await command(["demo", "--quiet", "--timeout", "0"]).finished).code).toBe(4);
  });

  test("tells the ids of a pipe beside a mistake, if it was to read them", async () => {
    const { stderr } = await command(["-", "--tiemout"], { stdin: "op-1\n" }).finished;
    expect(stderr).toMatch(/\ncloudmap-wait: Resume with: cloudmap-wait --region us-east-1 op-1\n$/);
    const other = await command(["op", "--tiemout"], { stdin: "op-1\n" }).finished;
    expect(other.stderr).not.toContain("Resume with");
    const empty = await command(["-", "--tiemout"], { stdin: "[]" }).finished;
    expect(empty.stderr).not.toContain("Resume with");
  });
});
