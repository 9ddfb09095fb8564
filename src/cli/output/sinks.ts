import { closeSync, openSync, writeSync } from "node:fs";
import type { Options } from "../input/command-line.js";
import { CommandError, exitCodes } from "../exit-status.js";
import { sanitize } from "./sanitize.js";

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
    throw new CommandError(exitCodes.usage, `--events-file can't be written: ${sanitize(message, 300)}`);
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
        process.stderr.write(`cloudmap-wait: --events-file ends here: ${sanitize(message, 300)}\n`);
        close();
      }
    },
    close,
  };
}

export function writeOut(text: string): void {
  process.stdout.write(text);
}
