// Whoever watches does not own: over real connections, with real waits.
import { get, type IncomingMessage } from "node:http";
import { describe, expect, test, vi } from "vitest";
import { OperationFleet } from "../../src/waiter/operation-fleet.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { eventStream } from "../../src/web/event-stream.js";
import { toReadableStream } from "../../src/web/readable-stream.js";
import { follow, pendingFor, quick, serve } from "./support.js";

function waiterThatTakes(polls: number): OperationWaiter {
  return new OperationWaiter({ getOperation: pendingFor(polls), ...quick }, { OperationId: "a" });
}

/** Loads the stream as a browser does, and goes away after the first bytes. */
async function visit(url: string): Promise<void> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, resolve).on("error", reject);
  });
  await new Promise<void>((resolve) => {
    response.once("data", () => resolve());
  });
  response.destroy();
}

describe("a wait that is watched", () => {
  test("is not ended by a page that reloads, which then sees all of it", async () => {
    const waiter = waiterThatTakes(20);
    const { url } = await serve(waiter);
    await visit(url);
    await visit(url);
    expect(waiter.getSnapshot().phase).toBe("waiting");
    const { events } = await follow(url);
    expect(events.at(-1)).toMatchObject({ type: "settled", outcome: { outcome: "succeeded" } });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });

  test("goes on to its end when everybody has left", async () => {
    const waiter = waiterThatTakes(10);
    await visit((await serve(waiter)).url);
    expect(await waiter.outcome()).toMatchObject({ outcome: "succeeded" });
  });

  test("goes on when a client follows and stops by its signal", async () => {
    const waiter = waiterThatTakes(10);
    const { url } = await serve(waiter);
    const stop = new AbortController();
    await follow(url, { signal: stop.signal, onEvent: () => stop.abort() });
    expect(await waiter.outcome()).toMatchObject({ outcome: "succeeded" });
  });

  test("goes on when a reader of its web-standard stream cancels", async () => {
    const waiter = waiterThatTakes(10);
    await eventStream(waiter).body?.cancel();
    await toReadableStream(waiter).cancel();
    const reader = eventStream(waiter).body?.getReader();
    await reader?.read();
    await reader?.read();
    await reader?.cancel();
    expect(await waiter.outcome()).toMatchObject({ outcome: "succeeded" });
  });

  test("goes on in a fleet, for each of its operations", async () => {
    const fleet = new OperationFleet({ getOperation: pendingFor(20), ...quick });
    const outcomes = ["a", "b"].map((id) => fleet.add(id));
    await visit((await serve(fleet)).url);
    for (const { outcome } of await Promise.all(outcomes)) expect(outcome).toBe("succeeded");
  });

  test("is ended by name, which its watchers are told", async () => {
    const waiter = waiterThatTakes(1e9);
    const { url } = await serve(waiter);
    const { events } = await follow(url, { onEvent: () => waiter.stop(new Error("enough")) });
    expect(events.at(-1)).toMatchObject({ type: "settled", outcome: { outcome: "aborted" } });
  });

  test("is left by every reader: none of them stays behind", async () => {
    const waiter = waiterThatTakes(1e9);
    const left = vi.fn<() => void>();
    const source = {
      events: (afterSeq?: number) => {
        const events = waiter.events(afterSeq);
        const leave = async () => {
          left();
          return (await events.return?.()) ?? { done: true as const, value: undefined };
        };
        return { next: async () => await events.next(), return: leave };
      },
      getSnapshot: () => waiter.getSnapshot(),
    };
    const { url } = await serve(source);
    await Promise.all([visit(url), visit(url), visit(url)]);
    await vi.waitFor(() => expect(left).toHaveBeenCalledTimes(3));
    waiter.stop();
  });
});
