import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { shellWord } from "../../src/core/text.js";

const words = [
  "",
  "a b",
  "it's",
  "~",
  "*",
  "a{b,c}",
  "<(x)",
  "a#b",
  "a;b",
  "!!",
  "-n",
  "@x",
  "é商",
  '$HOME `x` "q"',
  "=ls",
  "%self",
  "%1",
  "a=~",
  "me\\",
  "a\\\\b",
  "a\\'b",
  "\\\\'",
  "C:\\Users\\me\\",
];

describe.each([["bash"], ["dash"], ["zsh", "-f"], ["fish", "--no-config"]])("%s", (shell, ...flags) => {
  const run = (script: string): string =>
    spawnSync(shell, [...flags, "-c", script], { encoding: "utf8" }).stdout;

  test.skipIf(spawnSync(shell, ["-c", "true"]).status !== 0)("reads back each word as it was", () => {
    expect(words.map((word) => run(`printf '[%s]' ${shellWord(word)}`))).toEqual(
      words.map((word) => `[${word}]`),
    );
  });
});
