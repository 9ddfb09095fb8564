import { constants as files, readFileSync, readlinkSync } from "node:fs";
import { constants } from "node:os";

const askedFor = ["SIGHUP", "SIGINT", "SIGTERM"] as const;

/**
 * The signals that whoever started this process wants ignored: by `nohup`, by `trap '' HUP` in a script, or by running
 * the script in the background. Node sets every signal back to its default before a program runs, so what was inherited
 * is read from the parent, which passed it on, and from the traces that `nohup` leaves. Linux tells; elsewhere it is
 * known of `nohup` only, where a shell set `_`.
 * @param proc where Linux tells of processes
 */
export function inheritedIgnores(env: NodeJS.ProcessEnv, proc = "/proc"): ReadonlySet<NodeJS.Signals> {
  const ignored = new Set<NodeJS.Signals>(ignoredByParent(proc));
  if (isUnderNohup(env, proc)) ignored.add("SIGHUP");
  return ignored;
}

function ignoredByParent(proc: string): NodeJS.Signals[] {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(read(`${proc}/${process.ppid}/status`))?.[1];
  if (mask === undefined) return [];
  const bits = BigInt(`0x${mask}`);
  return askedFor.filter((name) => (bits >> BigInt(constants.signals[name] - 1)) & 1n);
}

/** nohup replaces a terminal: as stdin by a null device that can only be written to, as stdout by nohup.out. */
function isUnderNohup(env: NodeJS.ProcessEnv, proc: string): boolean {
  if (/(^|\/)nohup$/.test(env["_"] ?? "")) return true;
  const flags = /^flags:\s*([0-7]+)$/m.exec(read(`${proc}/self/fdinfo/0`))?.[1] ?? "0";
  const isWriteOnly = (Number.parseInt(flags, 8) & 3) === files.O_WRONLY;
  const target = (fd: number): string => read(`${proc}/self/fd/${fd}`, readlinkSync);
  return (isWriteOnly && target(0) === "/dev/null") || [1, 2].some((fd) => target(fd).endsWith("/nohup.out"));
}

/** Nothing for what isn't there, or may not be read. */
function read(path: string, readBy: (path: string, encoding: "utf8") => string = readFileSync): string {
  try {
    return readBy(path, "utf8");
  } catch {
    return "";
  }
}
