import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { buildCli, run, startCli } from "./command/built-cli.js";

// Processes start slowly on a loaded machine.
vi.setConfig({ testTimeout: 60_000 });

// Debian's own first: another one in the PATH may be a stub.
const aws = ["/usr/bin/aws", "aws"].find((command) => works(command, ["--version"]));
const python = ["/usr/bin/python3", "python3"].find((command) => works(command, ["-c", "import boto3"]));
const cli = aws === undefined && python === undefined ? "" : buildCli();

function works(command: string, args: readonly string[]): boolean {
  if (command.startsWith("/") && !existsSync(command)) return false;
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

// The default reporter counts what is skipped and does not say why.
function absent(why: string, skip: (note: string) => void): void {
  console.warn(`skipped: ${why}`);
  skip(why);
}

function script(name: string): string {
  return fileURLToPath(new URL(`second-client/${name}`, import.meta.url));
}

// So fast that an operation has ended when the AWS CLI, which takes half a second to start, asks for it.
const fast = ["--speed", "100"];

describe("a client that is not the JavaScript SDK lives a whole life against cloudmap-emulator", () => {
  test("the AWS CLI", async ({ skip }) => {
    if (aws === undefined) {
      absent("the AWS CLI is not here: apt-get install awscli", skip);
      return;
    }
    const { url } = await startCli(cli, fast);
    // Nothing else of the surroundings: a proxy or a profile in them would take the client elsewhere.
    const env = { PATH: process.env["PATH"], AWS: aws };
    const { code, stdout, stderr } = await run("/bin/sh", [script("life.sh"), url], env).finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^the end of ns-/);
  });

  test("boto3", async ({ skip }) => {
    if (python === undefined) {
      absent("boto3 is not here: apt-get install python3-boto3", skip);
      return;
    }
    const { url } = await startCli(cli, fast);
    const env = { PATH: process.env["PATH"] };
    const { code, stdout, stderr } = await run(python, [script("life.py"), url], env).finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^the end of ns-/);
  });
});
