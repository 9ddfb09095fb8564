import { describe, expect, test, vi } from "vitest";
import { createProgressStore } from "../../src/ui/progress-store.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { pendingFor, quick, serve, serveRaw, stream } from "../web/support.js";

const waiterThatTakes = (polls: number): OperationWaiter =>
  new OperationWaiter({ getOperation: pendingFor(polls), ...quick }, { OperationId: "a" });

describe(createProgressStore, () => {
  test("asks for nothing before its first subscriber, and is a store from then on", async () => {
    const { url, asked } = await serve(waiterThatTakes(3));
    const store = createProgressStore(url, { batch: 0.01 });
    const first = store.getSnapshot();
    expect(first).toMatchObject({ connection: { state: "idle" }, isOver: false });
    expect(asked).toHaveLength(0);
    const onChange = vi.fn<() => void>();
    const unsubscribe = store.subscribe(onChange);
    await vi.waitFor(() => expect(store.getSnapshot().isOver).toBe(true));
    const last = store.getSnapshot();
    expect(last.connection).toEqual({ state: "finished" });
    expect(last.operations.get("/a")?.outcome?.outcome).toBe("succeeded");
    expect(store.getSnapshot()).toBe(last);
    expect(Object.isFrozen(last)).toBe(true);
    unsubscribe();
    // What is over is not asked for again.
    store.subscribe(() => {})();
    expect(asked).toHaveLength(1);
  });

  test("leaves with its last subscriber, and comes back with the next, as StrictMode does", async () => {
    const waiter = waiterThatTakes(20);
    const { url } = await serve(waiter);
    const store = createProgressStore(url, { batch: 0.01 });
    store.subscribe(() => {})();
    expect(store.getSnapshot().connection.state).toBe("idle");
    const unsubscribe = store.subscribe(() => {});
    await vi.waitFor(() => expect(store.getSnapshot().isOver).toBe(true), { timeout: 5000 });
    expect(store.getSnapshot().operations.get("/a")).toMatchObject({ outcome: { outcome: "succeeded" } });
    unsubscribe();
  });

  test("tells what was answered when nothing it can do helps, and tries again when told to", async () => {
    const { url } = await serveRaw(
      (response) => response.writeHead(403).end(),
      stream(["event: end\ndata: {}\n\n"]),
    );
    const store = createProgressStore(url, { batch: 0.01 });
    const unsubscribe = store.subscribe(() => {});
    await vi.waitFor(() =>
      expect(store.getSnapshot().connection).toEqual({
        state: "failed",
        message: "The stream answered HTTP 403",
      }),
    );
    store.retry();
    await vi.waitFor(() => expect(store.getSnapshot().connection).toEqual({ state: "finished" }));
    unsubscribe();
  });

  test("has the server's time while it is live, and a time that stands still while it is not", async () => {
    const skewed = Date.now() - 7_200_000;
    const open = { type: "open", feedId: "x", at: skewed, keepAliveMs: 15_000 };
    const { url, server } = await serveRaw(
      stream([`event: open\ndata: ${JSON.stringify(open)}\n\n`], "open"),
      () => {},
    );
    const store = createProgressStore(url, { batch: 0.01 });
    const unsubscribe = store.subscribe(() => {});
    await vi.waitFor(() => expect(store.now()).toBeGreaterThanOrEqual(skewed));
    expect(store.now()).toBeLessThan(skewed + 3_600_000);
    const before = store.now();
    await vi.waitFor(() => expect(store.now()).toBeGreaterThan(before));
    server.closeAllConnections();
    await vi.waitFor(() => expect(store.getSnapshot().connection.state).toBe("reconnecting"));
    const stale = store.now();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(store.now()).toBe(stale);
    unsubscribe();
  });

  test("is told of many changes at once", async () => {
    const events = Array.from(
      { length: 500 },
      (_, index) =>
        `event: transition\ndata: ${JSON.stringify({ type: "transition", seq: index + 1, at: 1, elapsedMs: 0, operationId: `op-${index}`, from: null, to: "PENDING" })}\n\n`,
    );
    const { url } = await serveRaw(stream([...events, "event: end\ndata: {}\n\n"]));
    const store = createProgressStore(url, { batch: 0.05 });
    const onChange = vi.fn<() => void>();
    const unsubscribe = store.subscribe(onChange);
    await vi.waitFor(() => expect(store.getSnapshot().isOver).toBe(true));
    expect(store.getSnapshot().operations.size).toBe(500);
    expect(onChange.mock.calls.length).toBeLessThan(50);
    unsubscribe();
  });
});
