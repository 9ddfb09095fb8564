import type { Options } from "../input/command-line.js";
import { say } from "../output/say.js";
import { plainProgress } from "./plain.js";
import { type Progress, silence, type Watched } from "./progress.js";
import { canRedraw, terminalCapabilities } from "./terminal-capabilities.js";
import { ttyProgress } from "./tty.js";

/** The progress that the options and the terminal ask for. */
export function progressFor(options: Options, watched: Watched): Progress {
  const { color, heartbeat, verbose } = options;
  if (options.quiet || options.progress === "none") return silence;
  if (isRedrawn(options))
    return ttyProgress(watched, process.stderr, terminalCapabilities(color, process.stderr, process.env));
  return plainProgress(watched, say, { heartbeatMs: heartbeat * 1000, isVerbose: verbose });
}

function isRedrawn({ progress, verbose, output }: Options): boolean {
  const { stdout, stderr, env } = process;
  // Lines that come on the same terminal would be drawn over.
  if (output === "jsonl" && stdout.isTTY) return false;
  return progress === "tty" || (progress === "auto" && !verbose && canRedraw(stderr, env));
}
