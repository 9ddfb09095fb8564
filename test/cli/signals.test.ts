import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { exitCodeByOutcome, exitCodeOf, exitCodeOfSignal, usageError } from "../../src/cli/exit-status.js";
import { onSuspend } from "../../src/cli/progress/suspend.js";
import { listenForSignals } from "../../src/cli/signals.js";

const names = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGTSTP", "SIGCONT"] as const;
const before = new Map(names.map((name) => [name, process.listeners(name)]));

beforeEach(() => {
  for (const name of names) process.removeAllListeners(name);
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const name of names) {
    process.removeAllListeners(name);
    for (const listener of before.get(name) ?? []) process.on(name, listener);
  }
});

function listening(): string[] {
  return names.filter((name) => process.listenerCount(name) > 0);
}

/** For a test, this process runs elsewhere. */
function onPlatform(platform: NodeJS.Platform): void {
  const own = Object.getOwnPropertyDescriptor(process, "platform") ?? {};
  Object.defineProperty(process, "platform", { ...own, value: platform });
  onTestFinished(() => void Object.defineProperty(process, "platform", own));
}

describe(listenForSignals, () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s asks for a clean end, and again ends at once",
    (name) => {
      const kill = vi.spyOn(process, "kill").mockReturnValue(true);
      const signals = listenForSignals(new Set());
      const restore = vi.fn();
      signals.restore = restore;
      expect([signals.received, signals.abortSignal.aborted]).toEqual([undefined, false]);
      process.emit(name, name);
      expect([signals.received, signals.abortSignal.aborted]).toEqual([name, true]);
      expect(signals.abortSignal.reason).toMatchObject({ name: "AbortError", message: name });
      expect(restore).not.toHaveBeenCalled();
      process.emit("SIGTERM", "SIGTERM");
      expect(restore).toHaveBeenCalledOnce();
      expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, "SIGTERM");
      // So that the signal does what it does by itself.
      expect(listening()).toEqual([]);
    },
  );

  test("one that is to be ignored changes nothing", () => {
    const signals = listenForSignals(new Set(["SIGHUP"]));
    process.emit("SIGHUP", "SIGHUP");
    expect([signals.received, signals.abortSignal.aborted]).toEqual([undefined, false]);
  });

  test("SIGQUIT leaves the terminal as it was, and ends at once", () => {
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    const signals = listenForSignals(new Set());
    signals.restore();
    const restore = vi.fn();
    signals.restore = restore;
    process.emit("SIGQUIT", "SIGQUIT");
    expect(restore).toHaveBeenCalledOnce();
    expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, "SIGQUIT");
    expect(signals.received).toBeUndefined();
  });

  test("Windows knows no SIGQUIT", () => {
    onPlatform("win32");
    listenForSignals(new Set());
    expect(listening()).toEqual(["SIGINT", "SIGTERM", "SIGHUP"]);
  });
});

describe(onSuspend, () => {
  test("calls before the process stops and after it goes on, until it is told not to", () => {
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    const [stopped, resumed] = [vi.fn(), vi.fn()];
    const stop = onSuspend(stopped, resumed);
    process.emit("SIGTSTP", "SIGTSTP");
    expect([stopped.mock.calls.length, resumed.mock.calls.length]).toEqual([1, 0]);
    expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, "SIGSTOP");
    process.emit("SIGCONT", "SIGCONT");
    expect(resumed).toHaveBeenCalledOnce();
    stop();
    expect(listening()).toEqual([]);
  });

  test("listens for nothing on Windows", () => {
    onPlatform("win32");
    const stop = onSuspend(vi.fn(), vi.fn());
    expect(listening()).toEqual([]);
    stop();
    expect(listening()).toEqual([]);
  });
});

describe("exit statuses", () => {
  test("the decisive outcome counts", () => {
    const order = [
      "succeeded",
      "timed-out",
      "unreachable",
      "not-found",
      "invalid",
      "denied",
      "failed",
    ] as const;
    const codes = order.map((_, index) =>
      exitCodeOf(order.slice(0, index + 1).map((outcome) => ({ outcome }))),
    );
    expect(codes).toEqual([0, 4, 7, 5, 2, 6, 3]);
    expect(exitCodeOf([])).toBe(0);
    expect(new Map(exitCodeByOutcome)).toEqual(
      new Map(order.map((outcome) => [outcome, exitCodeOf([{ outcome }])])),
    );
  });

  test("a signal's is a shell's, and a usage error's is 2", () => {
    expect([exitCodeOfSignal("SIGHUP"), exitCodeOfSignal("SIGINT"), exitCodeOfSignal("SIGTERM")]).toEqual([
      129, 130, 143,
    ]);
    expect(usageError("No.")).toMatchObject({
      name: "CommandError",
      exitCode: 2,
      message: "No.\nTry 'cloudmap-wait --help'.",
    });
  });
});
