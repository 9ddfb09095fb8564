import { exitCodes } from "../exit-status.js";
import { sanitize } from "./sanitize.js";
import { say } from "./say.js";

let hasFailed: boolean;
/** What must reach somebody, even if stdout can't be written. */
let result: string | undefined;

export function writeOut(text: string): void {
  process.stdout.write(text);
}

/** Writes the result: on stdout or, where that can't be written, on stderr. */
export function writeResult(text: string, asShown: string = text): void {
  if (hasFailed) process.stderr.write(asShown);
  result = asShown;
  writeOut(text);
}

/** Whoever reads stdout or stderr may have left (`| head -1`), and there is nobody to tell; any other failure is reported. */
export function guardStreams(): void {
  hasFailed = false;
  result = undefined;
  process.stderr.on("error", () => {});
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code === "EPIPE" || code === "ERR_STREAM_DESTROYED" || hasFailed) return;
    hasFailed = true;
    process.exitCode = exitCodes.internal;
    say(`stdout can't be written: ${sanitize(message, 300)}`);
    if (result !== undefined && result !== "") process.stderr.write(`The result is:\n${result}`);
  });
}

/** Resolves when all that was written has left the process, or can't. */
export async function flush(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => {
      stream.write("", () => resolve());
    });
  }
  // Errors are reported in a later turn.
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
