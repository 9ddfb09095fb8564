import { printable } from "../../core/text.js";
import type { Output } from "./json-types.js";

/**
 * Text from outside made safe for a terminal, a log and a CI runner: beside what {@link printable} escapes, nothing in it
 * is invisible or a workflow command. GitHub's runner obeys `::` at the start of a line, white space aside, and `##[`
 * anywhere; Azure's obeys `##vso[`.
 */
export function sanitize(text: string, maxLength?: number): string {
  return printable(text, maxLength)
    .replaceAll(invisible, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`)
    .replaceAll("##", "#\\u{23}")
    .replace(/^(\s*)::/, "$1\\u{3a}:");
}

// Letters that most fonts show as nothing: fillers, variation selectors, tags. Two ids that look the same could differ.
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/** A value as one line of JSON that is inert wherever a line of a log is shown: invisible letters and `#` are escaped too. */
export function jsonLine(value: Output): string {
  return JSON.stringify(value).replaceAll(
    /[#\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu,
    escapeUnits,
  );
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
