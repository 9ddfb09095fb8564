// The rivals that have a handle of their own for an operation: see packages.ts.
import { load, titleOf } from "./load.js";
import type { HowToWait, Subject } from "./subject.js";
import type { World } from "./world.js";

interface Poller {
  pollUntilDone(options?: { abortSignal?: AbortSignal }): Promise<unknown>;
  onProgress(callback: () => void): void;
  serialize(): Promise<string>;
  submitted(): Promise<void>;
}

interface CoreLro {
  readonly createHttpPoller: (operation: object, options: object) => Poller;
}

const azureWords: Readonly<Record<string, string>> = { SUCCESS: "Succeeded", FAIL: "Failed" };

function response(status: string, method: string): object {
  return {
    flatResponse: {},
    rawResponse: {
      statusCode: method === "PUT" ? 201 : 200,
      headers: method === "PUT" ? { "operation-location": "/op" } : {},
      body: { status: azureWords[status] ?? "Running" },
      request: { method, url: "/thing" },
    },
  };
}

export async function azure(): Promise<Subject> {
  const { createHttpPoller } = await load<CoreLro>("@azure/core-lro");
  const create = (world: World, { minDelay }: HowToWait, restoreFrom?: string): Poller =>
    createHttpPoller(
      {
        sendInitialRequest: async () => await Promise.resolve(response("PENDING", "PUT")),
        sendPollRequest: async (_path: string, options?: { abortSignal?: AbortSignal }) =>
          response(await world.get(options?.abortSignal), "GET"),
      },
      {
        intervalInMs: minDelay * 1000,
        skipFinalGet: true,
        ...(restoreFrom !== undefined && { restoreFrom }),
      },
    );
  return {
    name: titleOf("@azure/core-lro"),
    hasDeadline: false,
    hasSignal: true,
    hasBackOff: false,
    wait: async (world, how) =>
      await create(world, how).pollUntilDone(how.signal && { abortSignal: how.signal }),
    // Settled in a handle, as an await of the poller itself would wait for its end.
    handle: (world, how) => {
      const poller = create(world, how);
      return {
        object: poller,
        wait: (abortSignal) => poller.pollUntilDone(abortSignal && { abortSignal }),
        onEvent: (callback) => poller.onProgress(callback),
      };
    },
    waitWithListener: async (world, how, listener) => {
      const poller = create(world, how);
      poller.onProgress(listener);
      return await poller.pollUntilDone();
    },
    restoreFailure: async (world, how) => {
      const first = create(world, how);
      await first.submitted();
      await first.pollUntilDone().catch(() => {});
      return await create(world, how, await first.serialize()).pollUntilDone();
    },
    script: `import { createHttpPoller } from "@azure/core-lro";
const rawResponse = { statusCode: 201, headers: { "operation-location": "/op" }, body: {}, request: { method: "PUT", url: "/x" } };
await createHttpPoller({ sendInitialRequest: async () => ({ flatResponse: {}, rawResponse }), sendPollRequest: () => new Promise(() => {}) }, {}).pollUntilDone({ abortSignal: AbortSignal.timeout(500) }).catch(() => {});
console.log("over");`,
  };
}

interface GaxOperation {
  on(event: string, callback: () => void): GaxOperation;
  promise(): Promise<unknown>;
}

interface Gax {
  LongrunningDescriptor: new (client: object, response: () => object, metadata: () => object) => object;
  operation(op: object, descriptor: object, backOff: object): GaxOperation;
}

export async function gax(): Promise<Subject> {
  const { default: lib } = await load<{ default: Gax }>("google-gax");
  const create = (world: World, { minDelay, maxDelay, maxWaitTime }: HowToWait): GaxOperation => {
    const client = {
      getOperationInternal: async () => {
        const status = await world.get();
        const metadata = { value: Buffer.from(status) };
        if (status === "SUCCESS") return [{ name: "op", done: true, response: { value: {} }, metadata }];
        if (status === "FAIL")
          return [{ name: "op", done: true, result: "error", error: { message: "no", code: 13 }, metadata }];
        return [{ name: "op", done: false, metadata }];
      },
    };
    const descriptor = new lib.LongrunningDescriptor(
      client,
      () => ({ ok: true }),
      () => ({}),
    );
    return lib.operation({ name: "op", done: false }, descriptor, {
      initialRetryDelayMillis: minDelay * 1000,
      retryDelayMultiplier: 1.3,
      maxRetryDelayMillis: maxDelay * 1000,
      totalTimeoutMillis: maxWaitTime * 1000,
    });
  };
  return {
    name: titleOf("google-gax"),
    hasDeadline: true,
    hasSignal: false,
    hasBackOff: true,
    wait: async (world, how) => await create(world, how).promise(),
    handle: (world, how) => {
      const operation = create(world, how);
      return {
        object: operation,
        wait: () => operation.promise(),
        onEvent: (callback) => operation.on("progress", callback),
      };
    },
    waitWithListener: async (world, how, listener) =>
      await create(world, how).on("progress", listener).promise(),
    script: `import gax from "google-gax";
const client = { getOperationInternal: () => new Promise(() => {}) };
const descriptor = new gax.LongrunningDescriptor(client, () => ({}), () => ({}));
await gax.operation({ name: "op", done: false }, descriptor, { initialRetryDelayMillis: 100, retryDelayMultiplier: 1.3, maxRetryDelayMillis: 1000, totalTimeoutMillis: 500 }).promise().catch(() => {});
console.log("over");`,
  };
}
