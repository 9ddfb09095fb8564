import type { TerminalCapabilities } from "./terminal-capabilities.js";

/** Fixed colours of the 256 that can be read on white, black and both Solarized backgrounds; themes may change the 16. */
const palette = { red: 160, green: 28, amber: 166, blue: 31 } as const;
const basic = { red: 31, green: 32, amber: 33, blue: 36 } as const;
const attributes = { bold: 1, dim: 2 } as const;

export type Color = keyof typeof palette | keyof typeof attributes;

/** A part of a row, and how it is shown. */
export interface Span {
  readonly text: string;
  readonly color?: Color | undefined;
  /** Where a click leads, in terminals that know links. */
  readonly url?: string | undefined;
}

export function span(text: string, color?: Color, url?: string): Span {
  return { text, color, url };
}

/** A row as the terminal takes it. */
export function render(spans: readonly Span[], capabilities: TerminalCapabilities): string {
  return spans.map((one) => linked(colored(one, capabilities), one, capabilities)).join("");
}

function colored({ text, color }: Span, { colors }: TerminalCapabilities): string {
  if (color === undefined || colors === "none" || text === "") return text;
  return `\u001B[${codeOf(color, colors)}m${text}\u001B[0m`;
}

function codeOf(color: Color, colors: "16" | "256"): string {
  if (color === "bold" || color === "dim") return String(attributes[color]);
  return colors === "256" ? `38;5;${palette[color]}` : String(basic[color]);
}

function linked(text: string, { url }: Span, { hasLinks }: TerminalCapabilities): string {
  return url === undefined || !hasLinks ? text : `\u001B]8;;${url}\u001B\\${text}\u001B]8;;\u001B\\`;
}
