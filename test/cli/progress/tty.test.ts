import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Watched } from "../../../src/cli/progress/progress.js";
import { ttyProgress } from "../../../src/cli/progress/tty.js";
import type { WaiterSnapshot } from "../../../src/waiter/result/snapshot.js";
import { useVirtualTime } from "../../support/virtual-time.js";
import { FakeTerminal } from "./fake-terminal.js";

const time = useVirtualTime();
const capabilities = { colors: "none", hasUnicode: false, hasLinks: false } as const;
const env = { TERM: "linux" };

afterEach(() => vi.restoreAllMocks());

function open(notify = false) {
  const terminal = new FakeTerminal(60, 20);
  const snapshot: WaiterSnapshot = {
    phase: "waiting",
    operationId: "op",
    status: "PENDING",
    transitions: [],
    polls: 1,
    retries: { throttled: 0, transient: 0 },
    createdAt: Date.now(),
    elapsedMs: 0,
  };
  // Nothing else of a fleet is read.
  const fleet = {
    operations: () => [snapshot][Symbol.iterator](),
    getSnapshot: () => ({ done: 0, total: 1, outcomes: { succeeded: 0 } }),
  } as unknown as Watched["fleet"];
  const watched = { fleet, names: new Map(), region: "us-east-1", timeoutMs: undefined, elapsedMs: () => 0 };
  const progress = ttyProgress(watched, terminal.stream, capabilities, { notify, env });
  onTestFinished(() => progress.stop());
  const event = { type: "poll", operationId: "op", poll: 1, seq: 1, at: 0, elapsedMs: 0 } as const;
  return { terminal, progress, happen: () => progress.event(event) };
}

describe(ttyProgress, () => {
  test("shows a block at once, whose spinner turns and whose clock goes on each second", async () => {
    const { terminal } = open();
    expect(terminal.news).toMatch(/^ESC\[\?25l\rESC\[J\| op +pending +0 s\n.*Ctrl-C only stops waiting\n$/);
    await time.pass(999);
    expect(terminal.news).toBe("");
    await time.pass(2);
    expect(terminal.news).toBe("ESC[2AESC[1G/ESC[18G  1 s\rESC[2B");
    await time.pass(1000);
    expect(terminal.news).toBe("ESC[2AESC[1G-ESC[18G  2 s\rESC[2B");
  });

  test("shows what happens at most four times a second", async () => {
    const { terminal, happen } = open();
    const write = vi.spyOn(terminal, "write");
    terminal.columns = 59;
    happen();
    await time.pass(249);
    expect(write).not.toHaveBeenCalled();
    happen();
    await time.pass(1);
    expect(write).toHaveBeenCalledTimes(1);
    await time.pass(500);
    terminal.columns = 58;
    happen();
    await time.pass(0);
    expect(write).toHaveBeenCalledTimes(2);
  });

  test("is drawn anew when the terminal has another size", async () => {
    const { terminal } = open();
    await time.pass(300);
    void terminal.news;
    terminal.columns = 50;
    terminal.emit("resize");
    await time.pass(0);
    expect(terminal.news).toMatch(/^\rESC\[2AESC\[J/);
  });

  test("gives the cursor back at the end, and leaves nothing behind", async () => {
    const { terminal, progress, happen } = open();
    happen();
    void terminal.news;
    progress.stop();
    expect(terminal.news).toBe("\rESC[2AESC[JESC[?25h");
    expect(terminal.listenerCount("resize")).toBe(0);
    expect(time.timers).toBe(0);
    await time.pass(5000);
    expect(terminal.news).toBe("");
  });

  test.skipIf(process.platform === "win32")(
    "gives the cursor back while the program is stopped by Ctrl-Z, and is there again after",
    () => {
      const kill = vi.spyOn(process, "kill").mockReturnValue(true);
      const { terminal, progress } = open();
      void terminal.news;
      process.emit("SIGTSTP", "SIGTSTP");
      expect(terminal.news).toBe("\rESC[2AESC[JESC[?25h");
      expect(kill.mock.calls).toEqual([[process.pid, "SIGSTOP"]]);
      process.emit("SIGCONT", "SIGCONT");
      expect(terminal.news).toMatch(/^ESC\[\?25l/);
      progress.stop();
      expect([process.listenerCount("SIGTSTP"), process.listenerCount("SIGCONT")]).toEqual([0, 0]);
    },
  );

  test("shows in the taskbar how far it is, if that was asked for", () => {
    const { terminal, progress } = open(true);
    expect(terminal.news).toContain("ESC]9;4;3;0BEL");
    progress.stop();
    expect(terminal.news).toContain("ESC]9;4;0;0BELBEL");
    expect(open().terminal.news).not.toContain("ESC]9");
  });
});
