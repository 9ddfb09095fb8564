import { describe, expect, test } from "vitest";
import { silentCredentials, withOpenStdin } from "../hanging.js";
import { builtCommand, until } from "../support.js";

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
