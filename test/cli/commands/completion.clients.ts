import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { completion } from "../../../src/cli/commands/completion.js";

function scriptFor(shell: string): string {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "completion");
  writeFileSync(file, completion([shell]));
  return file;
}

/** Lines that are typed up to the Tab, and what a shell must offer for them. */
const cases: readonly (readonly [string, readonly string[]])[] = [
  ["cloudmap-wait ", ["wait", "run", "status", "explain"]],
  ["cloudmap-wait explain H", ["HOSTED_ZONE_NOT_FOUND"]],
  ["cloudmap-wait completion ", ["bash", "zsh", "fish"]],
  ["cloudmap-wait --print ", ["target", "status", "none"]],
  ["cloudmap-wait op --time", ["--timeout"]],
  ["cloudmap-waiter explain A", ["ACCESS_DENIED"]],
];

const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;

describe("bash completion", () => {
  test.each(cases)("offers words for %j", (line, offered) => {
    const words = line.split(" ");
    const probe = `source ${scriptFor("bash")}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}
_cloudmap_wait; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const output = execFileSync("bash", ["-c", probe], { encoding: "utf8" });
    expect(output.split("\n")).toEqual(expect.arrayContaining([...offered]));
  });
});

test("bash offers a file whose name has spaces and stars as one word", () => {
  const script = scriptFor("bash");
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["my *", "my events"]) writeFileSync(join(folder, name), "");
  const probe = `source ${script}; COMP_WORDS=(cloudmap-wait --events-file m); COMP_CWORD=2
_cloudmap_wait; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync("bash", ["-c", probe], { encoding: "utf8", cwd: folder });
  expect(output.trimEnd().split("\n").toSorted()).toEqual(["my *", "my events"]);
});

describe.skipIf(!has("fish"))("fish completion", () => {
  test.each(cases)("offers words for %j", (line, offered) => {
    const probe = `source ${scriptFor("fish")}; complete -C '${line}'`;
    const output = execFileSync("fish", ["--no-config", "-c", probe], { encoding: "utf8" });
    const words = output.split("\n").map((row) => row.split("\t")[0]);
    expect(words).toEqual(expect.arrayContaining([...offered]));
    expect(words).not.toContain("package.json");
  });
});

describe.skipIf(!has("zsh"))("zsh completion", () => {
  test.each(cases)("offers words for %j", (line, offered) => {
    // A shell in a pseudo-terminal, in which the line is typed and Tab is pressed.
    // Read until it is there: a busy machine takes its time.
    const probe = `zmodload zsh/zpty
zpty -b z zsh -f -i
upto() {
  local part
  repeat 100; do
    while zpty -rt z part; do line+=$part; done
    [[ $line == *$1* ]] && return
    sleep 0.2
  done
}
zpty -w z "PS1=; autoload -Uz compinit; compinit -u -D; source ${scriptFor("zsh")}; LISTMAX=1000; echo RE''ADY"
upto READY; line=
zpty -w -n z '${line}'$'\\t\\t'
upto '${offered.at(-1)}'; sleep 0.5
while zpty -rt z part; do line+=$part; done; print -r -- $line`;
    const output = execFileSync("zsh", ["-f", "-c", probe], {
      encoding: "utf8",
      env: { ...process.env, TERM: "xterm" },
      timeout: 55_000,
    });
    for (const word of offered) expect(output).toContain(word);
  });

  test("describes flags in whole sentences", () => {
    expect(completion(["zsh"])).toContain("add a table to the job'\\''s summary");
  });
});
