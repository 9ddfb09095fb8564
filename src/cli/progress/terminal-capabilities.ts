/** What a stream can show. */
export interface TerminalCapabilities {
  readonly colors: "none" | "16" | "256";
  readonly hasUnicode: boolean;
  readonly hasLinks: boolean;
}

type When = "auto" | "always" | "never";

/** Flag, then NO_COLOR, then FORCE_COLOR, then what the stream can do; each counts only if it isn't empty. */
export function terminalCapabilities(
  { color, links }: { color: When; links: When },
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
): TerminalCapabilities {
  return {
    colors: colorsOf(color, stream, env),
    hasUnicode: hasUnicode(env),
    hasLinks: links === "always" || (links === "auto" && canRedraw(stream, env) && knowsLinks(env)),
  };
}

function colorsOf(color: When, stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): "none" | "16" | "256" {
  if (!hasColor(color, stream, env)) return "none";
  return /256color|direct|kitty|ghostty|alacritty/.test(env["TERM"] ?? "") || isSet(env["COLORTERM"])
    ? "256"
    : "16";
}

function hasColor(color: When, stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  if (color !== "auto") return color === "always";
  if (isSet(env["NO_COLOR"])) return false;
  if (isSet(env["FORCE_COLOR"])) return env["FORCE_COLOR"] !== "0" && env["FORCE_COLOR"] !== "false";
  // Some versions of Node take an empty NO_COLOR for a set one.
  const { NO_COLOR: _empty, ...rest } = env;
  return stream.isTTY && env["TERM"] !== "dumb" && stream.hasColors(rest);
}

function hasUnicode(env: NodeJS.ProcessEnv): boolean {
  if (process.platform === "win32") return isSet(env["WT_SESSION"]) || env["TERM_PROGRAM"] === "vscode";
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  return env["TERM"] !== "linux" && (locale === "" || /utf-?8/i.test(locale));
}

/** Terminals that are known to show OSC 8 links; others may print them. */
function knowsLinks(env: NodeJS.ProcessEnv): boolean {
  // A multiplexer in between may not pass them on.
  if (isSet(env["TMUX"]) || isSet(env["STY"])) return false;
  return (
    isSet(env["WT_SESSION"]) ||
    Number(env["VTE_VERSION"]) >= 5000 ||
    /^(iTerm\.app|WezTerm|vscode|ghostty|Hyper)$/.test(env["TERM_PROGRAM"] ?? "") ||
    /kitty|ghostty|alacritty/.test(env["TERM"] ?? "")
  );
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}

/** A redrawn block needs a terminal that moves its cursor, and someone who watches. */
export function canRedraw(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  const isCi = isSet(env["CI"]) && env["CI"] !== "0" && env["CI"] !== "false";
  return stream.isTTY && env["TERM"] !== "dumb" && !isCi;
}
