import { closeSync, openSync, writeSync } from "node:fs";
import type { Options } from "./args.js";
import { CommandError, exitCodes } from "./exit.js";
import { shown } from "./shown.js";

export interface Sinks {
  event(line: string): void;
  close(): void;
}

/** Where events go: stdout, a file, both or neither. */
export function openSinks({ output, eventsFile }: Options): Sinks {
  let fd: number | undefined;
  try {
    if (eventsFile !== undefined) fd = openSync(eventsFile, "w");
  } catch (error) {
    const { message } = error as Error;
    throw new CommandError(exitCodes.usage, `--events-file can't be written: ${shown(message, 300)}`);
  }
  const close = (): void => {
    const open = fd;
    fd = undefined;
    if (open !== undefined) closeSync(open);
  };
  return {
    event(line) {
      if (output === "jsonl") writeOut(`${line}\n`);
      try {
        if (fd !== undefined) writeSync(fd, `${line}\n`);
      } catch (error) {
        // A disk that is full ends no wait.
        const { message } = error as Error;
        process.stderr.write(`cloudmap-wait: --events-file ends here: ${shown(message, 300)}\n`);
        close();
      }
    },
    close,
  };
}

export function writeOut(text: string): void {
  process.stdout.write(text);
}
