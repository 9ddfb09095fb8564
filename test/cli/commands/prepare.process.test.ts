import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { builtPackage, run } from "../../support/built.js";
import { silentCredentials, withOpenStdin } from "../hanging.js";
import { builtCommand, environment, until } from "../support.js";

const command = builtCommand();

function resumeIn(stderr: string): string | undefined {
  return /Resume with: (.*)\n/.exec(stderr)?.[1];
}

describe("stdin that stays open", () => {
  test("is waited for until the deadline, and told of as that", async () => {
    const { code, stderr } = await withOpenStdin("op-2\n", ["op-1", "-", "--timeout", "0.1"]).finished;
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^cloudmap-wait: Timed out after \d\.\d s \(--timeout\): stdin was still open, so nothing was polled\.\n/,
    );
    expect(resumeIn(stderr)).toBe("cloudmap-wait --region us-east-1 op-1 op-2");
  });

  test("costs no id among the arguments, if what came is cut off", async () => {
    const { code, stderr } = await withOpenStdin('{"Oper', ["op-1", "-", "--timeout", "0.1"]).finished;
    expect(code).toBe(4);
    expect(resumeIn(stderr)).toBe("cloudmap-wait --region us-east-1 op-1");
  });

  test("is told of by a signal that comes meanwhile", async () => {
    const running = withOpenStdin("", ["op-1", "-", "--heartbeat", "0.2", "--output", "jsonl"]);
    await until(running, /still reading stdin after \d\.\d s\n/);
    running.process.kill("SIGTERM");
    const { signal, stdout, stderr } = await running.finished;
    expect(signal).toBe("SIGTERM");
    expect(stdout).toContain('"outcome":"aborted"');
    expect(stderr).toContain("Interrupted by SIGTERM: stdin was still open, so nothing was polled.\n");
  });
});

/** A named pipe that somebody keeps open for writing, and has written a text to. */
function pipe(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  const path = join(folder, "ids");
  execFileSync("mkfifo", [path]);
  const fd = openSync(path, "r+");
  writeSync(fd, text);
  onTestFinished(() => {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });
  return path;
}

describe.skipIf(process.platform === "win32")("a file that is a pipe", () => {
  test("is waited for until the deadline, and costs no id that came", async () => {
    const path = pipe("op-2\n");
    const { code, stderr } = await command(["op-1", `@${path}`, "--timeout", "0.1"]).finished;
    expect(code).toBe(4);
    expect(stderr).toContain(`: @${path} was still open, so nothing was polled.\n`);
    expect(resumeIn(stderr)).toBe("cloudmap-wait --region us-east-1 op-1 op-2");
  });

  test("ends at a signal, and has a heartbeat before that", async () => {
    const path = pipe("");
    const running = command([`@${path}`, "--heartbeat", "0.2"]);
    await until(running, /still reading @\S+ after \d\.\d s\n/);
    running.process.kill("SIGTERM");
    const { signal, stderr } = await running.finished;
    expect(signal).toBe("SIGTERM");
    expect(stderr).toContain(`Interrupted by SIGTERM: @${path} was still open, so nothing was polled.\n`);
  });

  test("is read to its end, beside stdin", async () => {
    const args = [
      "-c",
      'exec "$0" "$@" @<(echo ns-1)',
      process.execPath,
      join(builtPackage(), "cli/main.js"),
    ];
    const { code, stderr } = await run("bash", args, environment).finished;
    expect(code).toBe(2);
    expect(stderr).toMatch(/@\S+ has "ns-1", which is the id of a namespace/);
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
  const id = "gv4g5meo7ndmeh4fqskygvk23d2fijwa-k9302yzd";

  test.each([["@/nonexistent/ids"], [""], ["shop="], ["@."]])(
    "are told when something else is wrong with what is asked for: %s",
    async (operand) => {
      const { code, stderr } = await command(["-", operand], { stdin: `${id}\n` }).finished;
      expect(code).toBe(2);
      expect(resumeIn(stderr)).toContain(id);
    },
  );

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
