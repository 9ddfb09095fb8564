import { join } from "node:path";
import xterm from "@xterm/headless";
import { builtPackage, run, type Finished } from "../../support/built.js";
import { environment } from "../support.js";

const main = join(builtPackage(), "cli/main.js");

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** What a shell runs in place of the command. */
  readonly shell?: (command: string) => string;
}

/** A program in a pseudo-terminal, and what a real terminal emulator shows of it. */
export interface InTerminal {
  readonly emulator: xterm.Terminal;
  /** Everything that was written, as it came. */
  readonly raw: () => string;
  readonly type: (keys: string) => void;
  /** The screen's rows as they are now, without the spaces at their ends. */
  readonly screen: () => Promise<string[]>;
  /** Resolves with the screen as soon as that shows what is expected. */
  readonly until: (pattern: RegExp) => Promise<string[]>;
  readonly finished: Promise<Finished>;
}

/** Runs the command in a pseudo-terminal of a size, by util-linux's `script`. stdout and stderr are that terminal. */
export function inTerminal(args: readonly string[], options: TerminalOptions = {}): InTerminal {
  const { columns = 80, rows = 24, env = {}, shell = (command) => `${command}; echo "status $?"` } = options;
  const words = [process.execPath, main, ...args].map((word) => `'${word}'`).join(" ");
  const line = `stty cols ${columns} rows ${rows}; ${shell(words)}`;
  const running = run(
    "script",
    ["-qec", line, "/dev/null"],
    { ...environment, TERM: "xterm-256color", LANG: "C.UTF-8", SHELL: "/bin/bash", ...env },
    null,
  );
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 5000 });
  running.process.stdout?.on("data", (text: string) => emulator.write(text));
  const screen = async (): Promise<string[]> => {
    await new Promise<void>((resolve) => {
      emulator.write("", resolve);
    });
    return rowsOf(emulator);
  };
  const until = async (pattern: RegExp): Promise<string[]> => {
    for (;;) {
      const shown = await screen();
      if (pattern.test(shown.join("\n"))) return shown;
      await Promise.race([
        running.finished,
        new Promise((resolve) => running.process.stdout?.once("data", resolve)),
      ]);
    }
  };
  return {
    emulator,
    raw: () => running.printed.stdout,
    type: (keys) => void running.process.stdin?.write(keys),
    screen,
    until,
    finished: running.finished,
  };
}

/** All rows from the first one that was ever written. */
function rowsOf({ buffer: { active } }: xterm.Terminal): string[] {
  const rows = Array.from(
    { length: active.length },
    (_, index) => active.getLine(index)?.translateToString(true) ?? "",
  );
  while (rows.at(-1) === "") rows.pop();
  return rows;
}
