import { describe, expect, test } from "vitest";
import { EventLog } from "../../../src/waiter/events/event-log.js";

interface Event {
  readonly seq: number;
  readonly type: string;
}

/** A log, and the way to tell its readers that no event will follow. */
function openLog(): { log: EventLog<Event>; close: () => void } {
  let isOver = false;
  const log = new EventLog<Event>(() => isOver);
  const close = (): void => {
    isOver = true;
    log.wake();
  };
  return { log, close };
}

async function readAll(log: EventLog<Event>, afterSeq = 0): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of log.follow(afterSeq)) events.push(event);
  return events;
}

describe(EventLog, () => {
  test("gives each reader every event in order, those that came before it and those that come after", async () => {
    const { log, close } = openLog();
    log.append({ seq: 1, type: "transition" });
    const early = readAll(log);
    log.append({ seq: 2, type: "poll" });
    await Promise.resolve();
    log.append({ seq: 3, type: "settled" });
    close();
    expect((await early).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await readAll(log)).toEqual(await early);
  });

  test("gives a reader that has left nothing more, and begins once for each", async () => {
    const { log } = openLog();
    let begun = 0;
    for (let seq = 1; seq <= 3; seq++) log.append({ seq, type: "transition" });
    const reader = log.follow(0, () => begun++);
    expect(await reader.next()).toMatchObject({ done: false });
    expect(await reader.next()).toMatchObject({ done: false });
    expect(begun).toBe(1);
    await reader.return?.();
    expect(await reader.next()).toEqual({ done: true, value: undefined });
    expect(begun).toBe(1);
  });

  test("goes on after a sequence number that is known already", async () => {
    const { log, close } = openLog();
    for (let seq = 1; seq <= 5; seq++) log.append({ seq, type: "transition" });
    close();
    expect((await readAll(log, 3)).map(({ seq }) => seq)).toEqual([4, 5]);
    expect((await readAll(log, -1)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });

  test("keeps every transition of 100,000 events, and the latest polls only", async () => {
    const { log, close } = openLog();
    for (let seq = 1; seq <= 100_000; seq++)
      log.append({ seq, type: seq % 1000 === 1 ? "transition" : "poll" });
    close();
    const events = await readAll(log);
    expect(events.filter(({ type }) => type === "transition")).toHaveLength(100);
    const polls = events.filter(({ type }) => type === "poll");
    expect(polls.length).toBeGreaterThanOrEqual(1000);
    expect(polls.length).toBeLessThanOrEqual(2000);
    expect(polls.at(-1)?.seq).toBe(100_000);
    expect(events).toEqual(events.toSorted((a, b) => a.seq - b.seq));
  });

  test("loses no transition for a reader that is slow, and gives none twice", async () => {
    const { log, close } = openLog();
    const seen: Event[] = [];
    const reader = (async () => {
      for await (const event of log.follow()) {
        seen.push(event);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    })();
    for (let seq = 1; seq <= 10_000; seq++) {
      log.append({ seq, type: seq % 100 === 0 ? "transition" : "poll" });
      if (seq % 500 === 0) {
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    }
    close();
    await reader;
    expect(seen.filter(({ type }) => type === "transition")).toHaveLength(100);
    expect(new Set(seen.map(({ seq }) => seq)).size).toBe(seen.length);
  });
});

describe("memory", () => {
  test("is bounded under endless retries too: of details, the latest thousand are kept, and nothing else is lost", async () => {
    const log = new EventLog<{ seq: number; type: string }>(() => true);
    log.append({ seq: 1, type: "transition" });
    for (let seq = 2; seq <= 3001; seq++) log.append({ seq, type: seq % 2 === 0 ? "retry" : "poll" });
    const read: number[] = [];
    for await (const { seq } of log.follow()) read.push(seq);
    expect(read[0]).toBe(1);
    // It drops when there are more than twice as many, so that not each event costs a pass over all.
    expect(read.slice(1)).toEqual(
      Array.from({ length: read.length - 1 }, (_, index) => 3001 - (read.length - 2) + index),
    );
    expect(read.length - 1).toBe(1999);
  });

  test("is not dropped from before there are more than twice as many details", async () => {
    const log = new EventLog<{ seq: number; type: string }>(() => true);
    for (let seq = 1; seq <= 2000; seq++) log.append({ seq, type: "poll" });
    let read = 0;
    for await (const _ of log.follow()) read++;
    expect(read).toBe(2000);
    log.append({ seq: 2001, type: "poll" });
    const kept: number[] = [];
    for await (const { seq } of log.follow()) kept.push(seq);
    expect([kept.length, kept[0]]).toEqual([1000, 1002]);
  });
});
