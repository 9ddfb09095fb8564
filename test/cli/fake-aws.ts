import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface FakeAws {
  /** The path of the program. */
  readonly program: string;
  /** What each call so far was called with. */
  readonly calls: () => readonly string[];
}

/**
 * A program in place of the AWS CLI that does, for a call whose arguments have a text in them, what a line of shell says: the
 * first of those that fit. `$FOLDER` is a folder of its own.
 */
export function fakeAws(answers: Readonly<Record<string, string>>): FakeAws {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [program, log] = [join(folder, "aws"), join(folder, "log")];
  const cases = Object.entries(answers).map(([text, line]) => `*'${text}'*)\n${line}\n;;`);
  const script = [
    "#!/bin/sh",
    `FOLDER='${folder}'`,
    `printf '%s\\n' "$*" >>"$FOLDER/log"`,
    'case "$*" in',
    ...cases,
    "esac",
    "",
  ].join("\n");
  writeFileSync(program, script);
  chmodSync(program, 0o755);
  return { program, calls: () => readFileSync(log, "utf8").trimEnd().split("\n") };
}

/** A line of shell that prints a JSON document. */
export function printing(value: unknown): string {
  return `echo '${JSON.stringify(value)}'`;
}

/** What the AWS CLI does when Cloud Map refuses a call. */
export function refusing(name: string, message: string): string {
  return `printf '\\nAn error occurred (${name}) when calling the Some operation: ${message}\\n' >&2; exit 254`;
}
