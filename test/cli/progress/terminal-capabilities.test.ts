import { WriteStream } from "node:tty";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { canRedraw, terminalCapabilities } from "../../../src/cli/progress/terminal-capabilities.js";

type When = "auto" | "always" | "never";

const terminal = { isTTY: true, hasColors: () => true } as NodeJS.WriteStream;
const poor = { isTTY: true, hasColors: () => false } as NodeJS.WriteStream;
const pipe = { isTTY: false, hasColors: () => true } as unknown as NodeJS.WriteStream;

function capabilities(env: NodeJS.ProcessEnv, stream = terminal, color: When = "auto", links: When = "auto") {
  return terminalCapabilities({ color, links }, stream, env);
}

/** For a test, this process runs elsewhere. */
function onPlatform(platform: NodeJS.Platform): void {
  const own = Object.getOwnPropertyDescriptor(process, "platform") ?? {};
  Object.defineProperty(process, "platform", { ...own, value: platform });
  onTestFinished(() => void Object.defineProperty(process, "platform", own));
}

describe("colors", () => {
  test.each<[NodeJS.ProcessEnv, "none" | "16" | "256"]>([
    [{}, "16"],
    [{ TERM: "xterm" }, "16"],
    [{ TERM: "xterm-256color" }, "256"],
    [{ TERM: "xterm-direct" }, "256"],
    [{ TERM: "alacritty" }, "256"],
    [{ TERM: "xterm", COLORTERM: "truecolor" }, "256"],
    [{ TERM: "xterm", COLORTERM: "" }, "16"],
    [{ TERM: "dumb" }, "none"],
    [{ NO_COLOR: "1" }, "none"],
    [{ NO_COLOR: "" }, "16"],
    [{ NO_COLOR: "1", FORCE_COLOR: "1" }, "none"],
    [{ FORCE_COLOR: "0" }, "none"],
    [{ FORCE_COLOR: "false" }, "none"],
    [{ FORCE_COLOR: "1", TERM: "dumb" }, "16"],
  ])("on a terminal with %j: %s", (env, colors) => {
    expect(capabilities(env).colors).toBe(colors);
  });

  test("on a terminal as Node has it, whatever the version says of an empty NO_COLOR", () => {
    const own = Object.create(WriteStream.prototype, { isTTY: { value: true } }) as NodeJS.WriteStream;
    const env = { TERM: "xterm", NO_COLOR: "" };
    vi.stubEnv("NO_COLOR", "");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(capabilities(env, own).colors).toBe("16");
    expect(capabilities({ TERM: "unknown" }, own).colors).toBe("none");
  });

  test("follow the flag first, and what the stream is last", () => {
    expect(capabilities({ NO_COLOR: "1" }, pipe, "always").colors).toBe("16");
    expect(capabilities({ FORCE_COLOR: "1" }, terminal, "never").colors).toBe("none");
    expect(capabilities({}, pipe).colors).toBe("none");
    expect(capabilities({}, poor).colors).toBe("none");
    expect(capabilities({ FORCE_COLOR: "1" }, pipe).colors).toBe("16");
  });
});

describe("Unicode", () => {
  test.each<[NodeJS.ProcessEnv, boolean]>([
    [{}, true],
    [{ LANG: "C.UTF-8" }, true],
    [{ LANG: "de_DE.utf8" }, true],
    [{ LANG: "C" }, false],
    [{ LC_CTYPE: "C", LANG: "C.UTF-8" }, false],
    [{ LC_ALL: "C.UTF-8", LC_CTYPE: "C", LANG: "C" }, true],
    [{ TERM: "linux", LANG: "C.UTF-8" }, false],
  ])("with %j: %s", (env, hasUnicode) => {
    onPlatform("linux");
    expect(capabilities(env).hasUnicode).toBe(hasUnicode);
  });

  test.each<[NodeJS.ProcessEnv, boolean]>([
    [{}, false],
    [{ WT_SESSION: "1" }, true],
    [{ TERM_PROGRAM: "vscode" }, true],
    [{ TERM_PROGRAM: "other", LANG: "C.UTF-8" }, false],
  ])("on Windows with %j: %s", (env, hasUnicode) => {
    onPlatform("win32");
    expect(capabilities(env).hasUnicode).toBe(hasUnicode);
  });
});

describe("links", () => {
  test.each<[NodeJS.ProcessEnv, boolean]>([
    [{}, false],
    [{ WT_SESSION: "1" }, true],
    [{ VTE_VERSION: "5000" }, true],
    [{ VTE_VERSION: "4999" }, false],
    [{ TERM_PROGRAM: "WezTerm" }, true],
    [{ TERM_PROGRAM: "WezTerm2" }, false],
    [{ TERM_PROGRAM: "xHyper" }, false],
    [{ TERM: "xterm-kitty" }, true],
    [{ TERM: "xterm-kitty", TMUX: "1" }, false],
    [{ TERM: "xterm-kitty", STY: "1" }, false],
    [{ TERM: "xterm-kitty", CI: "1" }, false],
  ])("with %j: %s", (env, hasLinks) => {
    expect(capabilities(env).hasLinks).toBe(hasLinks);
  });

  test("follow the flag", () => {
    expect(capabilities({}, pipe, "auto", "always").hasLinks).toBe(true);
    expect(capabilities({ WT_SESSION: "1" }, terminal, "auto", "never").hasLinks).toBe(false);
    expect(capabilities({ WT_SESSION: "1" }, pipe).hasLinks).toBe(false);
  });
});

describe(canRedraw, () => {
  test.each<[NodeJS.ProcessEnv, NodeJS.WriteStream, boolean]>([
    [{}, terminal, true],
    [{ CI: "" }, terminal, true],
    [{ CI: "0" }, terminal, true],
    [{ CI: "false" }, terminal, true],
    [{ CI: "true" }, terminal, false],
    [{ TERM: "dumb" }, terminal, false],
    [{}, pipe, false],
  ])("with %j", (env, stream, can) => {
    expect(canRedraw(stream, env)).toBe(can);
  });
});
