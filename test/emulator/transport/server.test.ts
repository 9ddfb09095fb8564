import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { setImmediate as aTurn } from "node:timers/promises";
import { GetOperationCommand, ListNamespacesCommand } from "@aws-sdk/client-servicediscovery";
import FakeTimers from "@sinonjs/fake-timers";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createEmulator, type FaultRule } from "../../../src/emulator/index.js";
import { overHttp } from "../support.js";

const prefix = "Route53AutoNaming_v20170314.";
const Id = "op-1";

async function post(
  url: string,
  target: string | undefined,
  body: string,
  method = "POST",
): Promise<Response> {
  const headers = target === undefined ? {} : { "x-amz-target": target };
  return fetch(url, { method, headers, ...(method === "POST" && { body }) });
}

test("each answer has the emulated date", async () => {
  const { url, emulator } = await overHttp({ startAt: "2018-11-18T21:17:07Z", now: () => 0 });
  emulator.advance(3_600_000);
  for (const path of ["/", "/_emulator/status"])
    expect((await fetch(url + path)).headers.get("date")).toBe("Sun, 18 Nov 2018 22:17:07 GMT");
  const { headers } = await post(url, `${prefix}ListNamespaces`, "{}");
  expect(headers.get("date")).toBe("Sun, 18 Nov 2018 22:17:07 GMT");
});

describe("requests that are not Cloud Map's", () => {
  test.each([
    ["an unknown action", `${prefix}LaunchRocket`, "{}", 400, "UnknownOperationException"],
    ["a member of Object.prototype", `${prefix}constructor`, "{}", 400, "UnknownOperationException"],
    ["another service", "DynamoDB_20120810.GetItem", "{}", 400, "UnknownOperationException"],
    ["no target", undefined, "{}", 400, "UnknownOperationException"],
    ["bad JSON", `${prefix}GetOperation`, "{", 400, "SerializationException"],
    ["no object", `${prefix}GetOperation`, "[]", 400, "SerializationException"],
    ["a member of another type", `${prefix}GetOperation`, '{"OperationId":7}', 400, "SerializationException"],
    ["a missing member", `${prefix}GetOperation`, "", 400, "InvalidInput"],
    ["a huge body", `${prefix}GetOperation`, "x".repeat(3_000_000), 413, "RequestEntityTooLargeException"],
  ])("%s", async (_name, target, body, status, type) => {
    const { url, client } = await overHttp();
    const response = await post(url, target, body);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/x-amz-json-1.1");
    expect(await response.json()).toMatchObject({ __type: type, Message: expect.any(String) });
    expect((await client.send(new ListNamespacesCommand({}))).Namespaces).toEqual([]);
  });

  test("another method", async () => {
    const { url } = await overHttp();
    const response = await post(url, `${prefix}GetOperation`, "", "GET");
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
    expect(await response.json()).toMatchObject({ __type: "MethodNotAllowedException" });
  });

  test("no HTTP at all, and a client that leaves in the middle, do no harm", async () => {
    const { url, client } = await overHttp();
    const { port } = new URL(url);
    for (const bytes of ["hello\r\n\r\n", "POST / HTTP/1.1\r\ncontent-length: 99\r\n\r\n{"]) {
      const socket = connect(Number(port), "127.0.0.1");
      socket.on("error", () => {});
      socket.end(bytes);
      await new Promise((resolve) => {
        socket.on("close", resolve).resume();
      });
    }
    expect((await client.send(new ListNamespacesCommand({}))).Namespaces).toEqual([]);
  });

  test("an absolute request target, as proxies are sent, is served", async () => {
    const { url } = await overHttp({ operations: [{ Id }] });
    const { port } = new URL(url);
    const path = "http://data-servicediscovery.example.com/";
    const status = await new Promise((resolve, reject) => {
      const headers = { "x-amz-target": `${prefix}GetOperation` };
      httpRequest({ port, method: "POST", path, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end(JSON.stringify({ OperationId: Id }));
    });
    expect(status).toBe(200);
  });
});

describe("faults over HTTP, as the real SDK sees them", () => {
  const ask = new GetOperationCommand({ OperationId: Id });
  const withFault = (fault: FaultRule) => overHttp({ operations: [{ Id }], faults: [fault] });

  test.each([
    [{ fault: "reset" }, { name: "TimeoutError", code: "ECONNRESET" }],
    [{ fault: "truncated-body" }, { code: "ECONNRESET" }],
    [{ fault: "malformed-json" }, { name: "SyntaxError" }],
    [{ fault: "server-error" }, { name: "InternalFailure", $metadata: { httpStatusCode: 500 } }],
    [
      { fault: "unavailable", retryAfter: 2 },
      { name: "SyntaxError", $metadata: { httpStatusCode: 503 } },
    ],
    [
      { fault: "too-many-requests" },
      { name: "TooManyRequestsException", $metadata: { httpStatusCode: 429 } },
    ],
  ] as const)("%o", async (fault, error) => {
    const { client } = await withFault(fault);
    await expect(client.send(ask)).rejects.toMatchObject(error);
  });

  test.each([["hang"], ["stalled-body"]] as const)("%s lasts until the client gives up", async (fault) => {
    const { client, emulator } = await withFault({ fault });
    const giveUp = new AbortController();
    const thrown = client.send(ask, { abortSignal: giveUp.signal }).catch((error: unknown) => error);
    // A request that is given up before it arrives meets no fault.
    await vi.waitFor(() => expect(emulator.requestCount).toBe(1), 30_000);
    giveUp.abort();
    expect(await thrown).toMatchObject({ name: "AbortError" });
    expect(emulator.requests()).toMatchObject([{ action: "GetOperation", faults: [fault] }]);
  });

  test("slow headers come late, in emulated time", async () => {
    const { url } = await overHttp({ faults: [{ fault: "slow-headers", delay: 8 }], speed: 100 });
    const clock = FakeTimers.install({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => clock.uninstall());
    let isAnswered = false;
    const answered = new Promise<void>((resolve, reject) => {
      httpRequest(
        url,
        { method: "POST", headers: { "x-amz-target": `${prefix}ListNamespaces` } },
        (response) => {
          isAnswered = true;
          response.on("end", resolve).resume();
        },
      )
        .on("error", reject)
        .end("{}");
    });
    while (clock.countTimers() === 0) await aTurn();
    clock.tick(79);
    await aTurn();
    expect(isAnswered).toBe(false);
    clock.tick(1);
    await answered;
  });

  test("Retry-After is in the answer", async () => {
    const { url } = await withFault({ fault: "unavailable", retryAfter: 1.2 });
    const response = await post(url, `${prefix}GetOperation`, "{}");
    expect(response.headers.get("retry-after")).toBe("2");
    expect(await response.text()).toMatch(/^<html>/);
  });
});

describe("where the server listens", () => {
  test.each([["0.0.0.0"], ["::"], ["192.0.2.1"], ["example.com"], ["127.evil.example"]])(
    "refuses %s without allowRemote",
    async (host) => {
      await expect(createEmulator().listen({ host })).rejects.toThrow(/host must be a loopback address/);
    },
  );

  test.each([["127.0.0.1"], ["localhost"], ["::1"]])("accepts %s", async (host) => {
    const server = await createEmulator().listen({ host });
    onTestFinished(() => server.close());
    const response = await post(server.url, `${prefix}ListNamespaces`, "{}");
    expect(await response.json()).toEqual({ Namespaces: [] });
  });

  test.each([[-1], [65_536], [1.5], [Number.NaN]])("refuses the port %d", async (port) => {
    await expect(createEmulator().listen({ port })).rejects.toThrow(
      /port must be a whole number from 0 to 65535/,
    );
  });

  test("says when the port is taken", async () => {
    const { url } = await overHttp();
    const port = Number(new URL(url).port);
    await expect(createEmulator().listen({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  test("closes while clients hang", async () => {
    const emulator = createEmulator({ faults: [{ fault: "hang" }] });
    const server = await emulator.listen();
    const hanging = post(server.url, `${prefix}ListNamespaces`, "{}").catch(() => "ended");
    await vi.waitFor(() => expect(emulator.requestCount).toBe(1));
    await server.close();
    expect(await hanging).toBe("ended");
  });
});

describe("the control paths", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test("tell of operations and requests, and move time", async () => {
    const { url, emulator } = await overHttp({ operations: [{ Id }], durations: { CREATE_NAMESPACE: 9 } });
    await post(url, `${prefix}CreateHttpNamespace`, '{"Name":"shop"}');
    await post(url, `${prefix}GetOperation`, '{"OperationId":"lost"}');
    const get = async (path: string): Promise<unknown> => (await fetch(`${url}/_emulator/${path}`)).json();
    const [, started] = emulator.operations();
    expect(await get("operations")).toMatchObject({
      operations: [{ operationId: Id }, { status: "SUBMITTED" }],
    });
    expect(await get("requests")).toMatchObject({
      requests: [
        { action: "CreateHttpNamespace", statusCode: 200, operationId: started?.operationId },
        { action: "GetOperation", statusCode: 400, error: "OperationNotFound", operationId: "lost" },
      ],
    });
    const before = emulator.now();
    const moved = await post(`${url}/_emulator/advance`, undefined, '{"ms":9000}');
    expect(await moved.json()).toEqual({ nowMs: before + 9000, operations: 2, requests: 2 });
    expect(await get("operations")).toMatchObject({ operations: [{}, { status: "SUCCESS" }] });
    await post(`${url}/_emulator/reset`, undefined, "");
    expect(await get("status?x")).toMatchObject({ operations: 1, requests: 0 });
  });

  test.each([
    ["GET", "nothing", undefined, 404],
    ["GET", "reset", undefined, 405],
    ["POST", "advance", "{}", 400],
    ["POST", "advance", '{"ms":-1}', 400],
    ["POST", "advance", "soon", 400],
  ])("%s %s with %s is refused", async (method, path, body, status) => {
    const { url } = await overHttp();
    const response = await fetch(`${url}/_emulator/${path}`, { method, ...(body !== undefined && { body }) });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/.\.$/) });
  });

  test.each([
    ["reset", "GET", "POST"],
    ["rules", "PATCH", "GET, POST, DELETE"],
  ])("tell of %s which methods it takes", async (path, method, allow) => {
    const { url } = await overHttp();
    const response = await fetch(`${url}/_emulator/${path}`, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
  });

  test("are not for pages of the web", async () => {
    const { url, emulator } = await overHttp();
    await post(url, `${prefix}ListNamespaces`, "{}");
    const headers = { origin: "https://evil.example" };
    const response = await fetch(`${url}/_emulator/reset`, { method: "POST", headers });
    expect(response.status).toBe(403);
    expect(emulator.requestCount).toBe(1);
  });

  test("keep no credentials", async () => {
    const { url, client } = await overHttp();
    await client.send(new ListNamespacesCommand({}));
    expect(await (await fetch(`${url}/_emulator/requests`)).text()).not.toMatch(/AWS4|Credential|Signature/i);
  });
});
