/** What a stream can show. */
export interface TerminalCapabilities {
  readonly hasColor: boolean;
  readonly hasUnicode: boolean;
}

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Style = (name: keyof typeof codes, text: string) => string;

export function styleFor({ hasColor }: TerminalCapabilities): Style {
  return (name, text) => (hasColor ? `\u001B[${codes[name]}m${text}\u001B[0m` : text);
}

/** Flag, then NO_COLOR, then FORCE_COLOR, then what the stream can do; each counts only if it isn't empty. */
export function terminalCapabilities(
  color: "auto" | "always" | "never",
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
): TerminalCapabilities {
  return { hasColor: hasColor(color, stream, env), hasUnicode: hasUnicode(env) };
}

function hasColor(
  color: "auto" | "always" | "never",
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
): boolean {
  if (color !== "auto") return color === "always";
  if (isSet(env["NO_COLOR"])) return false;
  if (isSet(env["FORCE_COLOR"])) return env["FORCE_COLOR"] !== "0" && env["FORCE_COLOR"] !== "false";
  return stream.isTTY && env["TERM"] !== "dumb" && stream.hasColors();
}

function hasUnicode(env: NodeJS.ProcessEnv): boolean {
  if (process.platform === "win32") return isSet(env["WT_SESSION"]) || env["TERM_PROGRAM"] === "vscode";
  const locale = env["LC_ALL"] ?? env["LC_CTYPE"] ?? env["LANG"] ?? "";
  return env["TERM"] !== "linux" && (locale === "" || /utf-?8/i.test(locale));
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}

/** A redrawn block needs a terminal that moves its cursor, and someone who watches. */
export function canRedraw(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  const isCi = isSet(env["CI"]) && env["CI"] !== "0" && env["CI"] !== "false";
  return stream.isTTY && env["TERM"] !== "dumb" && !isCi;
}
