import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { builtPackage } from "../../support/built.js";
import { builtCommand, environment, service } from "../support.js";

const command = builtCommand();
const main = join(builtPackage(), "cli/main.js");

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "file");
}

/** Runs the command with a file as its stdout. */
async function intoFile(
  path: string,
  args: readonly string[],
): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [main, ...args], {
    env: environment,
    stdio: ["ignore", openSync(path, "w"), "pipe"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => {
    child.on("close", resolve);
  });
  return { code, stderr };
}

describe.skipIf(!existsSync("/dev/full"))("a full disk", () => {
  test.each([["text"], ["json"], ["jsonl"]])(
    "under stdout with --output %s: the result is on stderr",
    async (output) => {
      const { url, create, emulator } = await service({ durations: { CREATE_NAMESPACE: 0.1 } });
      const args = [await create("x"), "--output", output, "--endpoint-url", url];
      const { code, stderr } = await intoFile("/dev/full", args);
      expect(code).toBe(1);
      expect(stderr.match(/stdout can't be written: ENOSPC/g)).toHaveLength(1);
      expect(stderr).toContain(emulator.operations()[0]?.targets["NAMESPACE"]);
      expect(stderr).not.toMatch(/\n\s+at /);
    },
  );

  test("under GITHUB_OUTPUT: the result is on stdout, and the status says so", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.1 } });
    const args = [await create("x"), "--github-output", "id", "--endpoint-url", url];
    const { code, stdout, stderr } = await command(args, { env: { GITHUB_OUTPUT: "/dev/full" } }).finished;
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^ns-/) });
    expect(stderr).toContain("--github-output can't be written: ENOSPC");
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe("two outputs in one file", () => {
  test("stdout and --events-file: the result is whole, and the status says so", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.1 } });
    const file = temporaryFile();
    const args = [await create("x"), "--events-file", file, "--endpoint-url", url];
    const { code, stderr } = await intoFile(file, args);
    expect(code).toBe(1);
    expect(stderr).toContain("--events-file is the same file as stdout");
    expect(readFileSync(file, "utf8")).toMatch(/^ns-[a-z0-9]+\n$/);
  });

  test("GITHUB_OUTPUT and --events-file: what other steps wrote stays", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.1 } });
    const file = temporaryFile();
    writeFileSync(file, "before=1\n");
    const args = [await create("x"), "--events-file", file, "--endpoint-url", url];
    const { code, stdout } = await command(args, { env: { GITHUB_OUTPUT: file } }).finished;
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^ns-/) });
    expect(readFileSync(file, "utf8")).toBe("before=1\n");
  });
});
