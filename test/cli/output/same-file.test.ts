import { closeSync, linkSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { isSameFile, isStdout } from "../../../src/cli/output/same-file.js";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

describe(isSameFile, () => {
  test("knows a file by other names, and tells it from another", () => {
    const path = folder();
    const [one, other, link, alias] = ["one", "other", "link", "alias"].map((name) => join(path, name));
    if (!one || !other || !link || !alias) throw new Error("four paths are expected");
    for (const file of [one, other]) writeFileSync(file, "");
    linkSync(one, link);
    symlinkSync(one, alias);
    expect([one, link, alias].map((name) => isSameFile(one, name))).toEqual([true, true, true]);
    expect(isSameFile(one, other)).toBe(false);
  });

  test("is of files alone, and of those that are there", () => {
    const path = folder();
    expect(isSameFile(path, path)).toBe(false);
    expect(isSameFile("/dev/null", "/dev/null")).toBe(false);
    const [gone, file] = [join(path, "gone"), join(path, "file")];
    writeFileSync(file, "");
    expect([isSameFile(gone, gone), isSameFile(file, gone), isSameFile(gone, file)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe(isStdout, () => {
  test("knows the file that a descriptor has open", () => {
    const file = join(folder(), "file");
    const fd = openSync(file, "w");
    onTestFinished(() => closeSync(fd));
    expect(isStdout(file, fd)).toBe(true);
    expect(isStdout(join(folder(), "other"), fd)).toBe(false);
    expect(isStdout(file)).toBe(false);
    expect(isStdout(file, 1_000_000)).toBe(false);
  });
});
