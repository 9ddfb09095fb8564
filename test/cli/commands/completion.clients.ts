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
  ["cloudmap-wait --quiet --region eu-west-1 ", ["wait", "run", "status", "explain"]],
  ["cloudmap-wait --output=json ex", ["explain"]],
  ["cloudmap-wait op --progress=t", ["tty"]],
];

const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;

describe("bash completion", () => {
  test.each(cases)("offers words for %j", (line, offered) => {
    // readline divides words at = and @ as well.
    const words = line.split(/ |(?=[=@])|(?<=[=@])/);
    const probe = `source ${scriptFor("bash")}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}
_cloudmap_wait; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const output = execFileSync("bash", ["-c", probe], { encoding: "utf8" });
    expect(output.split("\n")).toEqual(expect.arrayContaining([...offered]));
  });
});

test.each([
  ["cloudmap-wait --events-file m", ["my *", "my events"]],
  ["cloudmap-wait @ m", [String.raw`@my\ \*`, String.raw`@my\ events`]],
  ["cloudmap-wait status @", [String.raw`@my\ \*`, String.raw`@my\ events`]],
])("bash offers a file whose name has spaces and stars as one word for the words %j", (words, offered) => {
  const script = scriptFor("bash");
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["my *", "my events"]) writeFileSync(join(folder, name), "");
  const probe = `source ${script}; COMP_WORDS=(${words}); COMP_CWORD=2
_cloudmap_wait; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync("bash", ["-c", probe], { encoding: "utf8", cwd: folder });
  expect(output.trimEnd().split("\n").toSorted()).toEqual(offered);
});

describe.skipIf(!has("fish"))("fish completion", () => {
  test.each(cases)("offers words for %j", (line, offered) => {
    const probe = `source ${scriptFor("fish")}; complete -C '${line}'`;
    const output = execFileSync("fish", ["--no-config", "-c", probe], { encoding: "utf8" });
    const words = output.split("\n").map((row) => row.split("\t")[0]?.replace(/^--\w+=/, ""));
    expect(words).toEqual(expect.arrayContaining([...offered]));
    expect(words).not.toContain("package.json");
  });
});

test.skipIf(!has("fish"))("fish offers files after an @", () => {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "my ids"), "");
  const probe = `source ${scriptFor("fish")}; complete -C 'cloudmap-wait status @m'`;
  const output = execFileSync("fish", ["--no-config", "-c", probe], { encoding: "utf8", cwd: folder });
  expect(output).toMatch(/^@my ids\b/);
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
