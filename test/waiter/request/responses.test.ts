import { GetOperationCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, test } from "vitest";
import { type ResponseNotice, type Traffic, watchResponses } from "../../../src/waiter/request/responses.js";

type Handler = (request: object) => Promise<unknown>;
type Middleware = (next: Handler) => Handler;

/** Watches one request, which brings a response, or throws. */
async function watch(
  response: unknown,
  { thrown, signal = new AbortController().signal }: { thrown?: Error; signal?: AbortSignal } = {},
): Promise<{ traffic: Traffic; notices: ResponseNotice[]; result: unknown }> {
  const middlewares: Middleware[] = [];
  const notices: ResponseNotice[] = [];
  const traffic = watchResponses(
    { add: (middleware: Middleware) => middlewares.push(middleware) },
    { abortSignal: signal, onResponse: (notice) => notices.push(notice) },
  );
  const handler: Handler = async () => {
    if (thrown !== undefined) throw thrown;
    return await Promise.resolve({ response });
  };
  const send = middlewares.reduceRight<Handler>((next, middleware) => middleware(next), handler);
  return { traffic, notices, result: await send({}).catch((error: unknown) => error) };
}

async function refusing(): Promise<object> {
  return await Promise.resolve({ response: { statusCode: 500 } });
}

describe(watchResponses, () => {
  test("counts a request, and leaves it in doubt until its answer has been read", async () => {
    const { traffic, notices } = await watch({ statusCode: 200, headers: {} });
    expect(traffic).toMatchObject({ isBegun: true, sent: 1, inDoubt: 1, latest: { statusCode: 200 } });
    expect(notices).toEqual([{ error: undefined, serverTime: undefined }]);
  });

  test.each<[number, string | undefined, number]>([
    [302, "", 1],
    [400, '{"__type":"InvalidInput"}', 0],
    [400, "", 1],
    [403, "<html>", 1],
    [429, "", 0],
    [499, '{"code":"InvalidInput"}', 0],
    // A body that only the SDK can read, as in a browser.
    [400, undefined, 0],
    [500, '{"__type":"InternalFailure"}', 1],
    [503, undefined, 1],
  ])("leaves a request in doubt unless it was refused: by %d %j: %d", async (statusCode, text, inDoubt) => {
    const body = text === undefined ? undefined : new TextEncoder().encode(text);
    expect((await watch({ statusCode, body })).traffic.inDoubt).toBe(inDoubt);
  });

  test.each<[string, object, number]>([
    ["", { code: "EADDRNOTAVAIL", syscall: "connect" }, 0],
    ["", { code: "ETIMEDOUT", syscall: "connect" }, 0],
    ["", { code: "ETIMEDOUT", syscall: "read" }, 1],
    ["", { code: "ETIMEDOUT", errors: [{ syscall: "connect" }, { syscall: "connect" }] }, 0],
    ["", { code: "ETIMEDOUT", errors: [{ syscall: "connect" }, { syscall: "read" }] }, 1],
    ["", { code: "ETIMEDOUT", errors: [] }, 1],
    ["fetch failed", { cause: Object.assign(new Error("no"), { code: "ECONNREFUSED" }) }, 0],
    ["the request socket did not establish a connection with the server within 1 ms", {}, 0],
    ["Socket timed out without establishing a connection within 1 ms", {}, 0],
    [
      "Client network socket disconnected before secure TLS connection was established",
      { code: "ECONNRESET" },
      0,
    ],
    ["SSL routines:ssl3_get_record:wrong version number", { code: "EPROTO" }, 0],
    ["socket hang up", { code: "ECONNRESET" }, 1],
  ])("leaves a request in doubt unless it had no connection: %j %j: %d", async (text, more, inDoubt) => {
    const { traffic } = await watch(undefined, { thrown: Object.assign(new Error(text), more) });
    expect(traffic.inDoubt).toBe(inDoubt);
  });

  test.each([
    ["ECONNRESET", 1],
    ["ECONNREFUSED", 0],
    ["ENOTFOUND", 0],
    ["NOT_ECONNREFUSED", 1],
  ])("leaves a request in doubt that ended with %s: %d", async (code, inDoubt) => {
    const thrown = Object.assign(new Error("no"), { code });
    const { traffic, result } = await watch(undefined, { thrown });
    expect(result).toBe(thrown);
    expect(traffic).toMatchObject({ isBegun: true, sent: 1, inDoubt });
  });

  test("counts nothing that is begun after the end", async () => {
    const { traffic } = await watch({ statusCode: 200 }, { signal: AbortSignal.abort() });
    expect(traffic).toMatchObject({ isBegun: true, sent: 0, inDoubt: 0 });
  });

  test("reads the error in a body that comes in pieces, and the service's clock", async () => {
    const pieces = ['{"__type":"com.amazonaws#Throttl', 'ingException:http://x"}'];
    async function* body(): AsyncGenerator<Uint8Array> {
      for (const piece of pieces) yield await Promise.resolve(new TextEncoder().encode(piece));
    }
    const response = { statusCode: 400, headers: { date: "Thu, 01 Jan 2026 00:00:00 GMT" }, body: body() };
    const { traffic, notices } = await watch(response);
    expect(notices).toMatchObject([
      { error: { name: expect.stringContaining("ThrottlingException") }, serverTime: Date.UTC(2026, 0, 1) },
    ]);
    expect(new TextDecoder().decode(traffic.latest.body as Uint8Array)).toBe(pieces.join(""));
  });

  test.each<[string, object, object]>([
    [
      "its header",
      { headers: { "x-amzn-errortype": "ThrottlingException:http://x" } },
      { name: "ThrottlingException" },
    ],
    ["its body", { body: new TextEncoder().encode('{"code":"InvalidInput"}') }, { name: "InvalidInput" }],
  ])("names an error by %s", async (_what, response, error) => {
    const { notices } = await watch({ statusCode: 400, ...response });
    expect(notices).toMatchObject([{ error: { statusCode: 400, ...error } }]);
  });

  test("finds no error in a response without a status", async () => {
    expect((await watch({})).notices).toEqual([{ error: undefined, serverTime: undefined }]);
  });

  test("watches a command that is sent again once, for the latest attempt", async () => {
    const { middlewareStack } = new GetOperationCommand({ OperationId: "op-1" });
    const told: string[] = [];
    for (const attempt of ["first", "second"])
      watchResponses(middlewareStack, {
        abortSignal: new AbortController().signal,
        onResponse: () => told.push(attempt),
      });
    // What the SDK adds by itself isn't there, so this is all of it.
    await middlewareStack.resolve(refusing as never, {})({ input: {} } as never);
    expect(told).toEqual(["second"]);
  });
});
