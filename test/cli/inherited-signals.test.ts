import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { inheritedIgnores } from "../../src/cli/inherited-signals.js";

/** What Linux tells of processes, as far as it is given here. */
interface Told {
  /** The mask of signals that the parent ignores. */
  readonly mask?: string;
  /** How stdin was opened. */
  readonly flags?: string;
  /** What stdin, stdout and stderr are. */
  readonly targets?: readonly string[];
  /** All that is told of the parent. */
  readonly status?: string;
  /** All that is told of stdin. */
  readonly info?: string;
}

function ignored(told: Told, env: NodeJS.ProcessEnv = {}): NodeJS.Signals[] {
  const { mask, flags, targets = [] } = told;
  const {
    status = mask && `Name:\tsh\nSigBlk:\t0000000000000001\nSigIgn:\t${mask}\nSigCgt:\t0000000000000002\n`,
    info = flags && `pos:\t0\nflags:\t${flags}\nmnt_id:\t29\n`,
  } = told;
  const proc = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(proc, { recursive: true }));
  for (const folder of [String(process.ppid), "self/fdinfo", "self/fd"])
    mkdirSync(join(proc, folder), { recursive: true });
  if (status !== undefined) writeFileSync(join(proc, `${process.ppid}/status`), status);
  if (info !== undefined) writeFileSync(join(proc, "self/fdinfo/0"), info);
  for (const [fd, target] of targets.entries()) symlinkSync(target, join(proc, `self/fd/${fd}`));
  return [...inheritedIgnores(env, proc)];
}

function maskOf(...signals: readonly NodeJS.Signals[]): string {
  const bits = signals.reduce((sum, signal) => sum | (1n << BigInt(constants.signals[signal] - 1)), 0n);
  return bits.toString(16).padStart(16, "0");
}

describe(inheritedIgnores, () => {
  test.each([
    [[], []],
    [["SIGHUP"], ["SIGHUP"]],
    [["SIGINT", "SIGQUIT"], ["SIGINT"]],
    [["SIGTERM"], ["SIGTERM"]],
    [
      ["SIGPIPE", "SIGHUP", "SIGINT", "SIGTERM", "SIGSYS"],
      ["SIGHUP", "SIGINT", "SIGTERM"],
    ],
  ] as const)("has those that end a wait of what the parent ignores: %j", (signals, expected) => {
    expect(ignored({ mask: maskOf(...signals) })).toEqual(expected);
  });

  test("is empty where nothing is told", () => {
    expect(ignored({})).toEqual([]);
    expect(ignored({ mask: "none" })).toEqual([]);
    expect([...inheritedIgnores({}, "/nonexistent")]).toEqual([]);
  });

  test.each([
    ["nohup", ["SIGHUP"]],
    ["/usr/bin/nohup", ["SIGHUP"]],
    ["/usr/bin/nohup.sh", []],
    ["xnohup", []],
    ["", []],
  ])("has SIGHUP where a shell has run %j", (_, expected) => {
    expect(ignored({}, { _ })).toEqual(expected);
  });

  test.each([
    ["that can only be written to", "0100001", "/dev/null", ["SIGHUP"]],
    ["that can be read", "0100000", "/dev/null", []],
    ["that can be read and written", "02", "/dev/null", []],
    ["of which no flags are told", undefined, "/dev/null", []],
    ["whose flags are none", "x", "/dev/null", []],
  ])("has SIGHUP where stdin is a null device %s", (_what, flags, target, expected) => {
    expect(ignored({ ...(flags !== undefined && { flags }), targets: [target] })).toEqual(expected);
  });

  test("has no SIGHUP where stdin is another file that can only be written to", () => {
    expect(ignored({ flags: "0100001", targets: ["/dev/tty"] })).toEqual([]);
    expect(ignored({ flags: "0100001" })).toEqual([]);
  });

  test.each([
    [["/dev/pts/0", "/home/me/nohup.out", "/dev/pts/0"], ["SIGHUP"]],
    [["/dev/pts/0", "/dev/pts/0", "/home/me/nohup.out"], ["SIGHUP"]],
    [["/home/me/nohup.out", "/dev/pts/0", "/dev/pts/0"], []],
    [["/dev/pts/0", "/home/me/nohup.out/log", "/home/me/my-nohup.out"], []],
  ])("has SIGHUP where stdout or stderr is nohup's file: %j", (targets, expected) => {
    expect(ignored({ targets })).toEqual(expected);
  });

  test("reads of this process itself where nothing else is said", () => {
    expect(inheritedIgnores({ _: "nohup" }).has("SIGHUP")).toBe(true);
  });

  test.each([
    ["SigIgn:3\n", ["SIGHUP", "SIGINT"]],
    ["SigIgn:\t\t3\n", ["SIGHUP", "SIGINT"]],
    ["OtherSigIgn:\t3\n", []],
    ["SigIgn:\t3 of 4\n", []],
  ])("reads the mask on a line of its own: %j", (status, expected) => {
    expect(ignored({ status })).toEqual(expected);
  });

  test.each([
    ["flags:0100001\n", ["SIGHUP"]],
    ["flags:\t\t0100001\n", ["SIGHUP"]],
    ["otherflags:\t0100001\n", []],
    ["flags:\t01 of 2\n", []],
  ])("reads the flags on a line of their own: %j", (info, expected) => {
    expect(ignored({ info, targets: ["/dev/null"] })).toEqual(expected);
  });
});
