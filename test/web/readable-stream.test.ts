import { describe, expect, test, vi } from "vitest";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { toReadableStream } from "../../src/web/readable-stream.js";

const quick = { minDelay: 0.01, maxDelay: 0.01 };

describe(toReadableStream, () => {
  test("has every event in order, and then closes", async () => {
    let poll = 0;
    const getOperation = async (): Promise<object> => ({
      Operation: { Status: poll++ < 3 ? "PENDING" : "SUCCESS" },
    });
    const waiter = new OperationWaiter({ getOperation, ...quick }, { OperationId: "a" });
    const events: OperationEvent[] = [];
    for await (const event of toReadableStream(waiter)) events.push(event);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)?.type).toBe("settled");
  });

  test("takes no event before it is read, and leaves an iteration that can be left", async () => {
    const next = vi.fn(async () => ({ done: false as const, value: 1 }));
    const leave = vi.fn(async () => ({ done: true as const, value: undefined }));
    const stream = toReadableStream({ [Symbol.asyncIterator]: () => ({ next, return: leave }) });
    await Promise.resolve();
    expect(next).not.toHaveBeenCalled();
    await stream.cancel();
    expect(leave).toHaveBeenCalledOnce();
    const plain = toReadableStream({ [Symbol.asyncIterator]: () => ({ next }) });
    await expect(plain.cancel()).resolves.toBeUndefined();
  });

  test("leaves the iteration when it is cancelled, also while it waits for an event", async () => {
    const config = {
      getOperation: async () => ({ Operation: { Status: "PENDING" } }),
      minDelay: 60,
      maxDelay: 60,
    };
    const waiter = new OperationWaiter(config, { OperationId: "a" });
    const reader = toReadableStream(waiter).getReader();
    await reader.read();
    await reader.read();
    const waiting = reader.read();
    await reader.cancel();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(waiter.getSnapshot().phase).toBe("waiting");
    waiter.stop();
  });
});
