import { describe, expect, test } from "vitest";
import { waitInProcess } from "../in-process.js";
import { builtCommand, linesOf, service } from "../support.js";

const command = builtCommand();

/** What an ErrorMessage might carry to make a terminal or a CI runner obey it. */
const corpus = {
  "a colour": "\u001B[31mred",
  "a title": "\u001B]0;pwned\u0007",
  "a link": "\u001B]8;;http://evil\u001B\\click\u001B]8;;\u001B\\",
  "the clipboard": "\u001B]52;c;cm0gLXJm\u0007",
  "C1 controls": "\u009B31m\u009D0;x\u009C",
  "a carriage return": "fail\rcloudmap-wait: SUCCESS",
  "a direction override": "\u202Eevil\u2066",
  "set-output": "\n::set-output name=x::y",
  "a legacy command": "text ##[command]rm -rf /",
  "an Azure command": "##vso[task.setvariable variable=x]y",
  "new lines": "a\nb\u2028c\u0085d",
  "10 KB": "A".repeat(10_000),
};

// oxlint-disable-next-line no-control-regex -- exactly these must not come through
const controls = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/;

describe.each(Object.entries(corpus))("an ErrorMessage with %s", (_name, message) => {
  test("is inert in every mode", async () => {
    const failures = [{ on: "*", code: "INTERNAL_FAILURE", message }];
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0 }, failures });
    const id = await create("x");
    for (const mode of [[], ["--output", "json"], ["--output", "jsonl"], ["--annotations"]]) {
      const args = [id, ...mode, "--color", "never", "--endpoint-url", url];
      const { code, stdout, stderr } = await waitInProcess(args);
      expect(code).toBe(3);
      expect(stdout + stderr).toContain("INTERNAL_FAILURE");
      for (const text of [stdout, stderr]) {
        expect(text).not.toMatch(controls);
        expect(text).not.toMatch(/##(\[|vso)/);
        expect(text.split("\n").filter((line) => /^::(?!error title=)/.test(line))).toEqual([]);
      }
      expect(stderr.length).toBeLessThan(5000);
    }
  });
});

test("an id that is a workflow command is not one on stderr or stdout", async () => {
  const { url } = await service();
  const { stdout, stderr } = await command(["--", "::error::x", "--timeout=0"], {
    env: { CLOUDMAP_WAIT_ENDPOINT_URL: url, CLOUDMAP_WAIT_TIMEOUT: "0" },
  }).finished;
  expect((stdout + stderr).split("\n").filter((line) => line.startsWith("::"))).toEqual([]);
});

test.each(["##[group]x", "::error::x"])(
  "neither the target %j nor the id is a workflow command on stdout or stderr",
  async (hostile) => {
    const { url } = await service({
      operations: [
        { Id: "op-1", Type: "CREATE_NAMESPACE", Status: "SUCCESS", Targets: { NAMESPACE: hostile } },
        { Id: hostile, Type: "CREATE_NAMESPACE", Status: "PENDING" },
      ],
    });
    const args = ["--timeout", "0", "--endpoint-url", url, "--", "op-1", hostile];
    const { code, stdout, stderr } = await command(args).finished;
    expect(code).toBe(4);
    expect(stderr).toContain("Resume with: ");
    expect((stdout + stderr).split("\n").filter((line) => /^\s*::|##\[/.test(line))).toEqual([]);
  },
);

test("jsonl keeps the message whole for a parser", async () => {
  const failures = [{ on: "*", code: "INTERNAL_FAILURE", message: corpus["a link"] }];
  const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0 }, failures });
  const { stdout } = await command([await create("x"), "--output", "jsonl", "--endpoint-url", url]).finished;
  expect(linesOf(stdout).find(({ type }) => type === "settled")).toMatchObject({
    outcome: { operation: { ErrorMessage: corpus["a link"] } },
  });
});
