import { describe, expect, test } from "vitest";
import type { Watched } from "../../../src/cli/progress/progress.js";
import { Screen } from "../../../src/cli/progress/screen.js";
import { span } from "../../../src/cli/progress/style.js";
import { taskbarProgress } from "../../../src/cli/progress/taskbar.js";
import { FakeTerminal } from "./fake-terminal.js";

const plain = { colors: "none", hasUnicode: true, hasLinks: false } as const;

function open(columns?: number, rows?: number, env: NodeJS.ProcessEnv = { TERM: "linux" }) {
  const terminal = new FakeTerminal(columns, rows);
  return { terminal, screen: new Screen(terminal.stream, plain, env) };
}

describe(Screen, () => {
  test.each([
    [80, 24, { columns: 79, rows: 24 }],
    [10, 2, { columns: 19, rows: 4 }],
    [undefined, undefined, { columns: 79, rows: 24 }],
    [0, 0, { columns: 79, rows: 24 }],
  ])("of %j columns and %j rows has room for %j", (columns, rows, size) => {
    expect(open(columns, rows).screen.size).toEqual(size);
  });

  test("hides the cursor with the first block, writes what has changed, and gives the cursor back", () => {
    const { terminal, screen } = open(40, 10);
    screen.draw([[span("one")], [span("two "), span("words")]]);
    expect(terminal.news).toBe("ESC[?25l\rESC[Jone\ntwo words\n");
    screen.draw([[span("one")], [span("two "), span("words")]]);
    expect(terminal.news).toBe("");
    screen.draw([[span("one")], [span("two "), span("lines")]]);
    expect(terminal.news).toBe("ESC[1AESC[5Glines\rESC[1B");
    screen.draw([[span("other")], [span("two "), span("lines")]]);
    expect(terminal.news).toBe("ESC[2AotherESC[K\rESC[2B");
    screen.draw([[span("alone")]]);
    expect(terminal.news).toBe("\rESC[2AESC[Jalone\n");
    screen.close("bye");
    expect(terminal.news).toBe("\rESC[1AESC[JbyeESC[?25h");
    screen.close();
    expect(terminal.news).toBe("");
    screen.draw([[span("again")]]);
    expect(terminal.news).toBe("ESC[?25l\rESC[Jagain\n");
  });

  test("draws anew for another width, over all the rows that the old block takes there", () => {
    const { terminal, screen } = open(40, 10);
    screen.draw([[span("x".repeat(30))], [span("")]]);
    expect(terminal.news).toBe(`ESC[?25l\rESC[J${"x".repeat(30)}\n\n`);
    terminal.columns = 21;
    screen.draw([[span("y")], [span("")]]);
    expect(terminal.news).toBe("\rESC[3AESC[Jy\n\n");
  });

  test("writes a row anew whose parts are not where they were", () => {
    const { terminal, screen } = open(40, 10);
    screen.draw([[span("one"), span("two"), span("three")]]);
    void terminal.news;
    screen.draw([[span("one"), span("two")]]);
    expect(terminal.news).toBe("ESC[1AonetwoESC[K\rESC[1B");
    screen.draw([[span("one"), span("four")]]);
    expect(terminal.news).toBe("ESC[1AonefourESC[K\rESC[1B");
    screen.draw([[span("one"), span("four"), span("five")]]);
    expect(terminal.news).toBe("ESC[1AonefourfiveESC[K\rESC[1B");
    screen.draw([[span("six"), span("four"), span("nine")]]);
    expect(terminal.news).toBe("ESC[1AESC[1GsixESC[8Gnine\rESC[1B");
  });

  test("takes a row that is as wide as the terminal for one row", () => {
    const { terminal, screen } = open(30, 10);
    screen.draw([[span("x".repeat(30))]]);
    void terminal.news;
    screen.close();
    expect(terminal.news).toBe("\rESC[1AESC[JESC[?25h");
  });

  test("draws an empty block too, once", () => {
    const { terminal, screen } = open(30, 10);
    screen.draw([]);
    expect(terminal.news).toBe("ESC[?25l\rESC[J");
    screen.draw([]);
    expect(terminal.news).toBe("");
  });

  test("leaves out what a slow terminal would get too late", () => {
    const { terminal, screen } = open();
    terminal.writableNeedDrain = true;
    screen.draw([[span("one")]]);
    expect(terminal.news).toBe("");
  });

  test("writes nothing where nothing has changed, on any terminal", () => {
    const { terminal, screen } = open(80, 24, { TERM: "xterm" });
    screen.draw([[span("one")]]);
    void terminal.news;
    screen.draw([[span("one")]]);
    expect(terminal.news).toBe("");
  });

  test("shows a block at once, on terminals that know how", () => {
    const { terminal, screen } = open(80, 24, { TERM: "xterm" });
    screen.draw([[span("one")]]);
    expect(terminal.news).toBe("ESC[?2026hESC[?25l\rESC[Jone\nESC[?2026l");
  });
});

describe(taskbarProgress, () => {
  test("shows how far it is, whether something failed, and nothing twice; rings the bell at the end", () => {
    const terminal = new FakeTerminal();
    let snapshot = { done: 0, total: 0, outcomes: { succeeded: 0 } };
    // Nothing else of a fleet is read.
    const fleet = { getSnapshot: () => snapshot } as unknown as Watched["fleet"];
    const taskbar = taskbarProgress({ fleet } as Watched, terminal.stream);
    const updated = (done: number, total: number, succeeded: number): string => {
      snapshot = { done, total, outcomes: { succeeded } };
      taskbar.update();
      return terminal.news;
    };
    expect(updated(0, 0, 0)).toBe("ESC]9;4;3;0BEL");
    expect(updated(0, 3, 0)).toBe("");
    expect(updated(1, 3, 1)).toBe("ESC]9;4;1;33BEL");
    expect(updated(2, 3, 1)).toBe("ESC]9;4;2;67BEL");
    expect(updated(2, 3, 1)).toBe("");
    taskbar.end();
    expect(terminal.news).toBe("ESC]9;4;0;0BELBEL");
  });
});
