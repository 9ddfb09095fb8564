import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { onAbort } from "../../platform/abort.js";
import { startTimer } from "../../platform/timers.js";
import type { Signals } from "../signals.js";

/** How a program ended. */
export interface ChildEnd {
  /** 127 for a program that isn't there, as a shell has it. */
  readonly code: number;
  readonly signal: NodeJS.Signals | undefined;
  /** What it printed, as far as that was kept. */
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Why it could not be started. */
  readonly error?: NodeJS.ErrnoException;
  /** Its time was up, so it was ended. */
  readonly isTimedOut?: true;
}

export interface ChildOptions {
  readonly signals: Signals;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdio: StdioOptions;
  /** Hears of what comes on stderr, as it comes. */
  readonly onStderr?: (text: string) => void;
  /** Ends the program, whatever it is doing. */
  readonly timeUp?: AbortSignal;
}

/** A terminal sends its signals to a program as well as to its child; only one that is still there wants ours. */
const forwardAfterMs = 500;
/** A program that ignores SIGTERM, or whose own children keep its output open, is not waited for longer. */
const killAfterMs = 1000;

/**
 * Runs a program to its end; a signal that comes meanwhile is passed on to it, and nothing of it stays when its time is up.
 * After a signal, nothing is started any more.
 */
export async function runChild(words: readonly string[], options: ChildOptions): Promise<ChildEnd> {
  const { signals, env = process.env, stdio, onStderr, timeUp } = options;
  if (signals.abortSignal.aborted)
    return { code: 1, signal: signals.received, stdout: Buffer.alloc(0), stderr: "" };
  const [program = "", ...args] = words;
  const stdout: Buffer[] = [];
  let stderr = "";
  return await new Promise<ChildEnd>((resolve) => {
    const child = spawn(program, args, { stdio, env });
    child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      onStderr?.(text);
    });
    const stops = [
      onAbort(signals.abortSignal, () => {
        stops.push(startTimer(forwardAfterMs, () => child.kill(signals.received)));
      }),
    ];
    if (timeUp !== undefined) stops.push(onAbort(timeUp, () => stops.push(...endNow(child))));
    const end = (rest: Pick<ChildEnd, "code" | "signal" | "error">): void => {
      for (const stop of stops) stop();
      const isTimedOut = timeUp?.aborted === true ? ({ isTimedOut: true } as const) : {};
      resolve({ stdout: Buffer.concat(stdout), stderr, ...rest, ...isTimedOut });
    };
    child.on("error", (error) => end({ code: 127, signal: undefined, error }));
    child.on("close", (code, signal) => end({ code: code ?? 1, signal: signal ?? undefined }));
  });
}

/** Asks a program to end, and then makes it; returns what stops that. */
function endNow(child: ChildProcess): (() => void)[] {
  child.kill("SIGTERM");
  return [
    startTimer(killAfterMs, () => {
      child.kill("SIGKILL");
      child.stdout?.destroy();
      child.stderr?.destroy();
    }),
  ];
}
