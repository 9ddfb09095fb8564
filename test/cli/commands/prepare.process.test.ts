import { createServer } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { builtPackage, run, type Running } from "../../support/built.js";
import { builtCommand, environment, until } from "../support.js";

const command = builtCommand();
const main = join(builtPackage(), "cli/main.js");

/** Runs the command with a stdin that stays open after a text. */
function withOpenStdin(text: string, ...args: readonly string[]): Running {
  const running = run(process.execPath, [main, ...args], environment, null);
  running.process.stdin?.write(text);
  return running;
}

/** A source of credentials that accepts and never answers. */
async function silentCredentials(): Promise<NodeJS.ProcessEnv> {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a port is expected");
  const AWS_CONFIG_FILE = join(folder, "config");
  writeFileSync(
    AWS_CONFIG_FILE,
    `[default]\ncredential_process = ${process.execPath} -e "require('net').connect(${address.port}, '127.0.0.1')"\n`,
  );
  return { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_CONFIG_FILE };
}

function resumeIn(stderr: string): string | undefined {
  return /Resume with: (.*)\n/.exec(stderr)?.[1];
}

describe("stdin that stays open", () => {
  test("is waited for until the deadline, and told of as that", async () => {
    const { code, stderr } = await withOpenStdin("op-2\n", "op-1", "-", "--timeout", "0.1").finished;
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^cloudmap-wait: Timed out after \d\.\d s \(--timeout\): stdin was still open, so nothing was polled\.\n/,
    );
    expect(resumeIn(stderr)).toBe("cloudmap-wait --region us-east-1 op-1 op-2");
  });

  test("costs no id among the arguments, if what came is cut off", async () => {
    const { code, stderr } = await withOpenStdin('{"Oper', "op-1", "-", "--timeout", "0.1").finished;
    expect(code).toBe(4);
    expect(resumeIn(stderr)).toBe("cloudmap-wait --region us-east-1 op-1");
  });

  test("is told of by a signal that comes meanwhile", async () => {
    const running = withOpenStdin("", "op-1", "-", "--heartbeat", "0.2", "--output", "jsonl");
    await until(running, /still reading stdin after \d\.\d s\n/);
    running.process.kill("SIGTERM");
    const { signal, stdout, stderr } = await running.finished;
    expect(signal).toBe("SIGTERM");
    expect(stdout).toContain('"outcome":"aborted"');
    expect(stderr).toContain("Interrupted by SIGTERM: stdin was still open, so nothing was polled.\n");
  });
});

describe("credentials that nobody gives", () => {
  test("are told of at each heartbeat, and no more often", async () => {
    const running = command(["a", "--heartbeat", "0.3", "--timeout", "1"], {
      env: await silentCredentials(),
    });
    const { code, stderr } = await running.finished;
    expect(code).toBe(4);
    const beats = stderr.match(/still looking for credentials after \d\.\d s\n/g)?.length ?? 0;
    expect(beats).toBeGreaterThan(0);
    expect(beats).toBeLessThan(5);
    expect(stderr).toContain("no credentials had been found yet, so nothing was polled.");
  });

  test.each([["--quiet"], ["--progress=none"]])("are not told of with %s before the end", async (flag) => {
    const args = ["a", "--heartbeat", "0.1", "--timeout", "0.5", flag];
    const { code, stderr } = await command(args, { env: await silentCredentials() }).finished;
    expect(code).toBe(4);
    expect(stderr).not.toContain("still looking");
  });
});

describe("the ids in a pipe", () => {
  test("are not told when stdin was not to be read", async () => {
    const { code, stderr } = await command(["op", "--tiemout", "5"], { stdin: "op-1" }).finished;
    expect(code).toBe(2);
    expect(resumeIn(stderr)).toBeUndefined();
  });

  test("are not told of when there are none", async () => {
    for (const stdin of ["", "[]", "a b"]) {
      const { code, stderr } = await command(["-", "--tiemout", "5"], { stdin }).finished;
      expect(code).toBe(2);
      expect(resumeIn(stderr)).toBeUndefined();
    }
  });
});
