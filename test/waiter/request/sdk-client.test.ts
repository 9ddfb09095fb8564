import { describe, expect, test, vi } from "vitest";
import type { RequestOptions } from "../../../src/waiter/request/responses.js";
import { getOperationWith } from "../../../src/waiter/request/sdk-client.js";
import type { SdkClient } from "../../../src/waiter/request/sdk-types.js";

type Handler = (request: object) => Promise<unknown>;
interface Stack {
  add(middleware: (next: Handler) => Handler, options: object): void;
  resolve(handler: Handler, context: object): Handler;
}

/** A client that gets a response, and then throws; without a response, it throws on the way to the wire, or before. */
function clientThat(thrown: Error, response?: object, isBegun = true): SdkClient {
  return {
    send: async (command: { readonly middlewareStack: Stack; readonly input: object }) => {
      const arrive: Handler = async () => {
        if (!response) throw thrown;
        return await Promise.resolve({ response });
      };
      const { middlewareStack } = command;
      // The watch of responses comes after whatever fails on the way to the wire.
      const failing = (next: Handler): Handler => (response ? next : arrive);
      middlewareStack.add(failing, { step: "build" });
      if (isBegun) await middlewareStack.resolve(arrive, {})({ input: command.input });
      throw thrown;
    },
  };
}

const options: RequestOptions = { abortSignal: new AbortController().signal };

describe(getOperationWith, () => {
  const body = new TextEncoder().encode('{"Operation":{"Id":"op-1"}}');
  const unread = new TypeError("Invalid RFC-3339 date-time value");

  test("reads the answer itself if the SDK can't", async () => {
    const getOperation = getOperationWith(clientThat(unread, { statusCode: 200, body }));
    expect(await getOperation({ OperationId: "op-1" }, options)).toEqual({ Operation: { Id: "op-1" } });
  });

  test.each<[string, Error, object]>([
    ["another status", unread, { statusCode: 203, body }],
    ["another error", new Error("no"), { statusCode: 200, body }],
    ["no JSON", unread, { statusCode: 200, body: new TextEncoder().encode("<html>") }],
  ])("throws what the SDK throws with %s", async (_what, thrown, response) => {
    const getOperation = getOperationWith(clientThat(thrown, response));
    await expect(getOperation({ OperationId: "op-1" }, options)).rejects.toBe(thrown);
  });

  test.each<[string, object | undefined, boolean, number]>([
    ["on the way to the wire", undefined, true, 1],
    ["after a response", { statusCode: 400 }, true, 0],
    ["without running the command, as a mock does", undefined, false, 0],
  ])("tells that nothing was sent of what fails %s", async (_what, response, isBegun, times) => {
    const thrown = Object.assign(new Error("no"), { name: "CredentialsProviderError" });
    const getOperation = getOperationWith(clientThat(thrown, response, isBegun));
    const onUnsent = vi.fn();
    await expect(getOperation({ OperationId: "op-1" }, { ...options, onUnsent })).rejects.toBe(thrown);
    expect(onUnsent).toHaveBeenCalledTimes(times);
    await expect(getOperation({ OperationId: "op-1" }, options)).rejects.toBe(thrown);
  });
});
