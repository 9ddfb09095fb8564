import type { Options } from "../input/command-line.js";
import { say } from "../output/say.js";
import { plainProgress } from "./plain.js";
import { type Progress, silence, type Watched } from "./progress.js";
import { canRedraw, terminalCapabilities } from "./terminal-capabilities.js";
import { ttyProgress } from "./tty.js";

/** The progress that the options and the terminal ask for. */
export function progressFor(options: Options, watched: Watched): Progress {
  const { heartbeat, verbose, notify } = options;
  if (options.quiet || options.progress === "none") return silence;
  if (isRedrawn(options)) {
    const { stderr, env } = process;
    return ttyProgress(watched, stderr, terminalCapabilities(options, stderr, env), { notify });
  }
  return plainProgress(watched, say, { heartbeatMs: heartbeat * 1000, isVerbose: verbose });
}

/** Whether a terminal shows it all in one place, rather than line by line. */
export function isRedrawn({ progress, quiet, verbose, output }: Options): boolean {
  const { stdout, stderr, env } = process;
  // Lines that come on the same terminal would be drawn over.
  if (quiet || (output === "jsonl" && stdout.isTTY)) return false;
  return progress === "tty" || (progress === "auto" && !verbose && canRedraw(stderr, env));
}
