import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Signals } from "../../../src/cli/signals.js";
import { type ChildEnd, type ChildOptions, runChild } from "../../../src/cli/start/child.js";
import { useVirtualTime } from "../../support/virtual-time.js";

const piped = ["ignore", "pipe", "pipe"] as const;

function signalsOf(stop = new AbortController()): Signals {
  return { received: "SIGTERM", abortSignal: stop.signal, restore() {}, die() {} };
}

async function shell(script: string, more: Partial<ChildOptions> = {}) {
  return await runChild(["sh", "-c", script], { signals: signalsOf(), stdio: [...piped], ...more });
}

/** Its time is up as soon as it has written to stderr. */
async function endedWhenReady(script: string): Promise<ChildEnd> {
  const timeUp = new AbortController();
  return await shell(script, { timeUp: timeUp.signal, onStderr: () => timeUp.abort() });
}

describe(runChild, () => {
  test("has what a program printed, and how it ended", async () => {
    const { stdout, ...rest } = await shell("echo out; echo é >&2; exit 3");
    expect({ stdout: String(stdout), ...rest }).toEqual({
      stdout: "out\n",
      stderr: "é\n",
      code: 3,
      signal: undefined,
    });
    expect(await shell("kill -9 $$")).toMatchObject({ signal: "SIGKILL" });
  });

  test("tells of stderr as it comes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const heard = join(folder, "heard");
    let text = "";
    await shell(`echo one >&2; until [ -e '${heard}' ]; do sleep 0.05; done; echo two >&2`, {
      onStderr: (part) => {
        text += part;
        writeFileSync(heard, "");
      },
    });
    expect(text).toBe("one\ntwo\n");
  });

  test("can leave the program its own output", async () => {
    const { code, stdout, stderr } = await shell("exit 4", { stdio: "ignore" });
    expect({ code, stdout: stdout.length, stderr }).toEqual({ code: 4, stdout: 0, stderr: "" });
  });

  test("gives it an environment, or its own", async () => {
    vi.stubEnv("SHOP", "own");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(String((await shell("echo $SHOP")).stdout)).toBe("own\n");
    const env = { PATH: process.env["PATH"], SHOP: "other" };
    expect(String((await shell("echo $SHOP", { env })).stdout)).toBe("other\n");
  });

  test("tells of a program that is not there, with a shell's status", async () => {
    const options = { signals: signalsOf(), stdio: [...piped] };
    const ended = await runChild(["/nonexistent/program"], options);
    expect(ended).toMatchObject({ code: 127, signal: undefined, error: { code: "ENOENT" } });
  });
});

test("starts nothing once a signal has come", async () => {
  const stop = new AbortController();
  stop.abort();
  expect(await shell("echo started", { signals: signalsOf(stop) })).toEqual({
    code: 1,
    signal: "SIGTERM",
    stdout: Buffer.alloc(0),
    stderr: "",
  });
});

describe("a signal that comes while a program runs", () => {
  const time = useVirtualTime();

  test("is passed on to a program that is still there after half a second", async () => {
    const stop = new AbortController();
    const running = shell("exec sleep 60", { signals: signalsOf(stop) });
    stop.abort();
    await time.pass(499);
    expect(time.timers).toBe(1);
    await time.pass(1);
    expect(await running).toMatchObject({ signal: "SIGTERM" });
  });

  test("is none of a program's that ends by itself before that", async () => {
    const stop = new AbortController();
    const running = shell("trap 'exit 9' TERM; exit 3", { signals: signalsOf(stop) });
    stop.abort();
    expect(await running).toMatchObject({ code: 3 });
    expect(time.timers).toBe(0);
  });
});

describe("the end of a program's time", () => {
  test("ends it, and keeps what it has printed", async () => {
    const ended = await endedWhenReady("echo out; echo ready >&2; exec sleep 60");
    expect(ended).toMatchObject({ signal: "SIGTERM", isTimedOut: true });
    expect(String(ended.stdout)).toBe("out\n");
  });

  test("kills one that ignores that", async () => {
    const ended = await endedWhenReady("trap '' TERM; echo ready >&2; while :; do sleep 0.1; done");
    expect(ended).toMatchObject({ signal: "SIGKILL", isTimedOut: true });
  });

  test("does not wait for a program of its own that keeps its output open", async () => {
    const ended = await endedWhenReady("sleep 20 & echo ready >&2; wait");
    expect(ended).toMatchObject({ signal: "SIGTERM", isTimedOut: true });
  });
});
