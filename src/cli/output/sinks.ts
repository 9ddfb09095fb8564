import { closeSync, constants, openSync, statSync, writeSync } from "node:fs";
import { usageError } from "../exit-status.js";
import type { Options } from "../input/command-line.js";
import { messageOf, outputFailed } from "./output-failure.js";
import { isSameFile, isStdout } from "./same-file.js";
import { writeOut } from "./stdout.js";

export interface Sinks {
  event(line: string): void;
  close(): void;
}

/**
 * Where events go: stdout, a file, both or neither.
 * @throws {CommandError} with exit status 2 for a file that can't be opened.
 */
export function openSinks({ output, eventsFile }: Options, env: NodeJS.ProcessEnv = process.env): Sinks {
  let fd = eventsFile === undefined ? undefined : openEvents(eventsFile, env);
  const close = (): void => {
    const open = fd;
    fd = undefined;
    try {
      if (open !== undefined) closeSync(open);
    } catch (error) {
      outputFailed(`--events-file can't be written: ${messageOf(error)}`);
    }
  };
  return {
    event(line) {
      if (output === "jsonl") writeOut(`${line}\n`);
      try {
        if (fd !== undefined) writeSync(fd, `${line}\n`);
      } catch (error) {
        // A full disk ends no wait.
        outputFailed(`No more events are written to --events-file: ${messageOf(error)}`);
        close();
      }
    },
    close,
  };
}

/** A file that is written by another output too is left alone, as each would overwrite the other. */
function openEvents(path: string, env: NodeJS.ProcessEnv): number | undefined {
  const runnersFile = ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"].find((name) =>
    isSameFile(path, env[name] ?? ""),
  );
  const other = isStdout(path) ? "stdout" : runnersFile;
  if (other !== undefined) {
    outputFailed(`--events-file is the same file as ${other}: no events are written to it.`);
    return undefined;
  }
  try {
    return openFile(path);
  } catch (error) {
    throw usageError(`--events-file can't be written: ${messageOf(error)}`);
  }
}

/** To open a named pipe that nobody reads would hold up everything until somebody does, signals and the deadline too. */
function openFile(path: string): number {
  const isPipe = statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
  const probe = isPipe ? openReadPipe(path) : undefined;
  try {
    return openSync(path, "w");
  } finally {
    if (probe !== undefined) closeSync(probe);
  }
}

function openReadPipe(path: string): number {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ENXIO"
      ? new Error("it is a named pipe that nobody reads")
      : error;
  }
}
