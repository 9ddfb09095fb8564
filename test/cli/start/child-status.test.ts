import { afterEach, describe, expect, test, vi } from "vitest";
import { statusOf } from "../../../src/cli/start/child-status.js";

afterEach(() => vi.restoreAllMocks());

function ended(program: string, code: string): { status: number; said: string } {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const error = Object.assign(new Error(`spawn ${code}`), { code });
  const status = statusOf([program], {
    code: 127,
    signal: undefined,
    error,
    stdout: Buffer.alloc(0),
    stderr: "",
  });
  return { status, said: write.mock.calls.map(([text]) => text).join("") };
}

describe(statusOf, () => {
  test.each([
    ["aws", "ENOENT", "aws can't be run: it is not installed, or not on the PATH.\n"],
    ["", "ENOENT", "cloudmap-wait:  can't be run: it is not installed"],
    [
      "aws servicediscovery",
      "ENOENT",
      "it is a single word with spaces; remove the quotes around the whole command.\n",
    ],
    ["aws", "EACCES", "aws can't be run: spawn EACCES.\n"],
  ])("says why %j can't be run after %s", (program, code, said) => {
    expect(ended(program, code)).toEqual({ status: 127, said: expect.stringContaining(said) });
  });

  test("is that of the program, or of the signal that it died by, and says nothing", () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const end = { stdout: Buffer.alloc(0), stderr: "" };
    expect(statusOf(["aws"], { ...end, code: 42, signal: undefined })).toBe(42);
    expect(statusOf(["aws"], { ...end, code: 1, signal: "SIGTERM" })).toBe(143);
    expect(write).not.toHaveBeenCalled();
  });
});
