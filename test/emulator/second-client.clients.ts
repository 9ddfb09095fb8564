import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { buildCli, run, startCli } from "./command/built-cli.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const oldSdk = fileURLToPath(new URL("second-client/sdk-3.485", import.meta.url));
const goSdk = "/usr/share/gocode/src/github.com/aws/aws-sdk-go-v2/service/servicediscovery";

// Debian's own first: another one in the PATH may be a stub.
const aws = ["/usr/bin/aws", "aws"].find((command) => works(command, ["--version"]));
const python = ["/usr/bin/python3", "python3"].find((command) => works(command, ["-c", "import boto3"]));
const go = works("go", ["version"]) && existsSync(goSdk) ? "go" : undefined;

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

/** Lets a client live; nothing else of the surroundings: a proxy or a profile in them would take it elsewhere. */
async function live(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  // So fast that an operation has ended when the AWS CLI, which takes half a second to start, asks for it.
  const { url } = await startCli(buildCli(), ["--speed", "100"]);
  const filled = args.map((arg) => (arg === "URL" ? url : arg));
  const { code, stdout, stderr } = await run(file, filled, { PATH: process.env["PATH"], ...env }).finished;
  return { code, stderr, stdout };
}

const wholeLife = { code: 0, stderr: "", stdout: expect.stringMatching(/^the end of ns-/) };

describe("a client lives a whole life against cloudmap-emulator, and sends each token twice", () => {
  test("the AWS CLI", async ({ skip }) => {
    if (aws === undefined) return absent("the AWS CLI is not here: apt-get install awscli", skip);
    expect(await live("/bin/sh", [script("life.sh"), "URL"], { AWS: aws })).toEqual(wholeLife);
  });

  test("boto3", async ({ skip }) => {
    if (python === undefined) return absent("boto3 is not here: apt-get install python3-boto3", skip);
    expect(await live(python, [script("life.py"), "URL"])).toEqual(wholeLife);
  });

  test("the AWS SDK for Go", async ({ skip }) => {
    if (go === undefined) {
      const packages = "golang-go golang-github-aws-aws-sdk-go-v2-dev";
      return absent(`Go or its SDK is not here: apt-get install ${packages}`, skip);
    }
    const folder = mkdtempSync(join(tmpdir(), "cloudmap-go-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const env = {
      HOME: folder,
      GOCACHE: join(folder, "cache"),
      GOPATH: "/usr/share/gocode",
      GO111MODULE: "off",
    };
    expect(await live(go, ["run", script("life.go"), "URL"], env)).toEqual(wholeLife);
  });

  test("the AWS SDK for JavaScript, newest", async () => {
    expect(await live(process.execPath, ["--no-warnings", script("life.mjs"), "URL", root])).toEqual(
      wholeLife,
    );
  });

  test("the AWS SDK for JavaScript, oldest that is admitted", async ({ skip }) => {
    if (!existsSync(join(oldSdk, "node_modules"))) {
      return absent("the old SDK is not here: npm ci --prefix test/emulator/second-client/sdk-3.485", skip);
    }
    expect(await live(process.execPath, ["--no-warnings", script("life.mjs"), "URL", oldSdk])).toEqual(
      wholeLife,
    );
  });
});
