import { sanitize } from "./sanitize.js";

/** How a fault of this program is reported: with its stack, and line by line as a terminal may show it. */
export function faultText(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = text.split("\n").map((line) => sanitize(line));
  return `an internal error, please report it:\n${lines.join("\n")}`;
}
