import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { flush, guardStreams, writeOut, writeResult } from "../../../src/cli/output/stdout.js";

const streams = [process.stdout, process.stderr];
const own = new Map(streams.map((stream) => [stream, stream.listeners("error")]));
let said = "";
let shown = "";

beforeEach(() => {
  [said, shown] = ["", ""];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    shown += String(text);
    return true;
  });
  guardStreams();
});

afterEach(() => {
  // As it is at the start of a command.
  guardStreams();
  for (const stream of streams)
    for (const listener of stream.listeners("error"))
      if (own.get(stream)?.includes(listener) !== true)
        stream.off("error", listener as (error: Error) => void);
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

function fail(stream: NodeJS.WriteStream, code: string): void {
  stream.emit("error", Object.assign(new Error(`${code}: no`), { code }));
}

describe("a result on stdout", () => {
  test("is written there alone", () => {
    writeOut("one\n");
    writeResult("{}\n", "two\n");
    expect({ shown, said, exitCode: process.exitCode }).toEqual({
      shown: "one\n{}\n",
      said: "",
      exitCode: undefined,
    });
  });

  test("is told on stderr when stdout fails after it was written, as it is for people", () => {
    writeResult('{"a":1}\n', "one\n");
    fail(process.stdout, "ENOSPC");
    expect(said).toBe("cloudmap-wait: stdout can't be written: ENOSPC: no\nThe result is:\none\n");
    expect(process.exitCode).toBe(1);
  });

  test("is told on stderr when stdout had failed before", () => {
    fail(process.stdout, "ENOSPC");
    expect(said).toBe("cloudmap-wait: stdout can't be written: ENOSPC: no\n");
    writeResult("one\n");
    expect(said).toBe("cloudmap-wait: stdout can't be written: ENOSPC: no\none\n");
  });

  test("is not there to be told, if it is empty", () => {
    writeResult("");
    fail(process.stdout, "EIO");
    expect(said).toBe("cloudmap-wait: stdout can't be written: EIO: no\n");
  });

  test("is told once, however often stdout fails", () => {
    writeResult("one\n");
    fail(process.stdout, "ENOSPC");
    said = "";
    fail(process.stdout, "ENOSPC");
    expect(said).toBe("");
  });

  test.each(["EPIPE", "ERR_STREAM_DESTROYED"])(
    "has nobody to be told to when its reader has left: %s",
    (code) => {
      writeResult("one\n");
      fail(process.stdout, code);
      fail(process.stderr, code);
      expect({ said, exitCode: process.exitCode }).toEqual({ said: "", exitCode: undefined });
    },
  );
});

async function turn(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe(flush, () => {
  test("resolves when both streams have written all, and their errors have been told", async () => {
    const written: (() => void)[] = [];
    const texts: unknown[] = [];
    for (const stream of streams)
      vi.spyOn(stream, "write").mockImplementation((text, done) => {
        texts.push(text);
        if (typeof done === "function") written.push(done);
        return true;
      });
    let isFlushed = false;
    const flushed = flush().then(() => (isFlushed = true));
    await turn();
    expect({ writes: written.length, isFlushed }).toEqual({ writes: 1, isFlushed: false });
    written[0]?.();
    await turn();
    expect({ writes: written.length, isFlushed }).toEqual({ writes: 2, isFlushed: false });
    written[1]?.();
    await Promise.resolve();
    expect(isFlushed).toBe(false);
    await flushed;
    expect(texts).toEqual(["", ""]);
  });
});
