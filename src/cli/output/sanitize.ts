import { printable } from "../../core/text.js";

/**
 * Text from outside made safe for a terminal, a log and a CI runner: beside what {@link printable} escapes, nothing in it
 * is a workflow command. GitHub's runner obeys `::` at the start of a line, white space aside, and `##[` anywhere; Azure's
 * obeys `##vso[`.
 */
export function sanitize(text: string, maxLength?: number): string {
  return printable(text, maxLength)
    .replaceAll("##", "#\\u{23}")
    .replace(/^(\s*)::/, "$1\\u{3a}:");
}

/** A value as one line of JSON that is inert wherever a line of a log is shown: non-ASCII controls and `#` are escaped too. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[#\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escapeUnits);
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }).join("");
}

/** A URL without what might be a secret in it: its user part and its query. */
export function redactUrl(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
  } catch {
    return "(not a URL)";
  }
}

/** An argument as a POSIX shell reads it back. */
export function shellQuote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
