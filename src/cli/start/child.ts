import { spawn, type StdioOptions } from "node:child_process";
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
}

export interface ChildOptions {
  readonly signals: Signals;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdio: StdioOptions;
  /** Hears of what comes on stderr, as it comes. */
  readonly onStderr?: (text: string) => void;
}

/** A terminal sends its signals to a program as well as to its child; only one that is still there wants ours. */
const forwardAfterMs = 500;

/** Runs a program to its end; a signal that comes meanwhile is passed on to it. */
export async function runChild(words: readonly string[], options: ChildOptions): Promise<ChildEnd> {
  const { signals, env = process.env, stdio, onStderr } = options;
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
    let stopTimer: (() => void) | undefined;
    const stopListening = onAbort(signals.abortSignal, () => {
      stopTimer = startTimer(forwardAfterMs, () => child.kill(signals.received));
    });
    const end = (rest: Pick<ChildEnd, "code" | "signal" | "error">): void => {
      stopListening();
      stopTimer?.();
      resolve({ stdout: Buffer.concat(stdout), stderr, ...rest });
    };
    child.on("error", (error) => end({ code: 127, signal: undefined, error }));
    child.on("close", (code, signal) => end({ code: code ?? 1, signal: signal ?? undefined }));
  });
}
