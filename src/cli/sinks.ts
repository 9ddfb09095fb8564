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
  return {
    event(line) {
      if (output === "jsonl") writeOut(`${line}\n`);
      if (fd !== undefined) writeSync(fd, `${line}\n`);
    },
    close() {
      if (fd !== undefined) closeSync(fd);
    },
  };
}

export function writeOut(text: string): void {
  process.stdout.write(text);
}
