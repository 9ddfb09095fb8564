/** Who may speak with the server, and how it is seen to be there. */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { createEmulator, type ListenOptions } from "../../../src/emulator/index.js";
import {
  CreateHttpNamespaceCommand,
  DiscoverInstancesCommand,
  ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";

const target = "Route53AutoNaming_v20170314.ListNamespaces";

async function listening(options: ListenOptions = {}) {
  const emulator = createEmulator({ settles: "at-once" });
  const server = await emulator.listen(options);
  onTestFinished(() => server.close());
  return { emulator, server, port: server.port, url: server.url };
}

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function ask(port: number, { method = "POST", path = "/", headers = {} }: Asked): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ port, host: "127.0.0.1", method, path, headers }, (response) => {
      response.resume();
      resolve(response);
    });
    asked.on("error", reject).end(method === "POST" ? "{}" : undefined);
  });
}

describe("the Host header of a request to the API", () => {
  test.each([
    ["127.0.0.1:4556", 200],
    ["localhost:4556", 200],
    ["LOCALHOST.", 200],
    ["[::1]:4556", 200],
    ["192.0.2.7", 200],
    ["emulator.localhost", 200],
    ["data-localhost:80", 200],
    ["data-127.0.0.1:4556", 200],
    ["rebound.example:4556", 403],
    ["localhost.example", 403],
    ["127.0.0.1.example", 403],
    ["data-rebound.example", 403],
    ["emulator", 403],
  ])("%s is answered with %d", async (host, expected) => {
    const { port, emulator } = await listening();
    const response = await ask(port, { headers: { host, "x-amz-target": target } });
    expect(response.statusCode).toBe(expected);
    expect(emulator.requestCount).toBe(expected === 200 ? 1 : 0);
  });

  test("may be a name that allowedHosts gives, for the control paths too", async () => {
    const { port } = await listening({ allowedHosts: ["Emulator"] });
    const statusFor = async (path: string, host: string): Promise<number | undefined> =>
      (await ask(port, { path, headers: { host, "x-amz-target": target } })).statusCode;
    expect(await statusFor("/", "emulator:4556")).toBe(200);
    expect(await statusFor("/", "data-emulator:4556")).toBe(200);
    expect(await statusFor("/_emulator/reset", "emulator:4556")).toBe(200);
    expect(await statusFor("/", "other:4556")).toBe(403);
  });

  test("may be any where the emulator is the proxy", async () => {
    const { port } = await listening();
    const path = "http://data-servicediscovery.us-east-1.amazonaws.com/";
    const headers = { host: "data-servicediscovery.us-east-1.amazonaws.com", "x-amz-target": target };
    expect((await ask(port, { path, headers })).statusCode).toBe(200);
  });
});

describe("whoever only wants to know whether it is there", () => {
  test.each(["GET", "HEAD"])("is answered with 200: %s /", async (method) => {
    const { port, emulator } = await listening();
    expect((await ask(port, { method })).statusCode).toBe(200);
    expect((await ask(port, { method, path: "/?x" })).statusCode).toBe(200);
    expect((await ask(port, { method, path: "/other" })).statusCode).toBe(405);
    expect((await ask(port, { method, headers: { host: "rebound.example" } })).statusCode).toBe(403);
    expect(emulator.requestCount).toBe(1);
  });

  test("is told that it is", async () => {
    const { url } = await listening();
    expect(await (await fetch(url)).json()).toEqual({ service: "cloudmap-emulator", status: "ok" });
  });

  test("and keeps the connection for an hour", async () => {
    const { port } = await listening();
    expect((await ask(port, { headers: { connection: "keep-alive" } })).headers["keep-alive"]).toBe(
      "timeout=3600",
    );
  });
});

describe("pages of the web", () => {
  const origin = "http://localhost:5173";
  const preflight = {
    origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,x-amz-target,content-type",
  };

  test("are let in when corsOrigins names them", async () => {
    const { port } = await listening({ corsOrigins: [origin] });
    const before = await ask(port, { method: "OPTIONS", headers: preflight });
    expect(before.statusCode).toBe(204);
    expect(before.headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "authorization,x-amz-target,content-type",
      vary: "Origin",
    });
    const answer = await ask(port, { headers: { origin, "x-amz-target": target } });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["access-control-allow-origin"]).toBe(origin);
  });

  test("of another origin are not, and none by default", async () => {
    for (const corsOrigins of [["http://localhost:3000"], []]) {
      const { port } = await listening({ corsOrigins });
      const before = await ask(port, { method: "OPTIONS", headers: preflight });
      expect(before.statusCode).toBe(405);
      expect(before.headers).not.toHaveProperty("access-control-allow-origin");
    }
  });

  test("never reach the control paths", async () => {
    const { port } = await listening({ corsOrigins: ["*"] });
    const response = await ask(port, { path: "/_emulator/reset", headers: { origin } });
    expect(response.statusCode).toBe(403);
    expect(response.headers).not.toHaveProperty("access-control-allow-origin");
  });
});

describe("the options of listen", () => {
  test.each<[object, string]>([
    [{ prot: 1 }, "prot is not a known field; known are port, host,"],
    [{ port: "80" }, 'port must be a whole number from 0 to 65535; got "80"'],
    [{ port: 1.5 }, "port must be a whole number"],
    [{ allowRemote: "no" }, "allowRemote must be true or false"],
    [{ host: 1 }, "host must be a string"],
    [{ allowedHosts: "emulator" }, "allowedHosts must be a list"],
    [{ allowedHosts: ["http://emulator"] }, "allowedHosts[0] must be a host name without a port"],
    [{ corsOrigins: ["localhost"] }, "corsOrigins[0] must be * or an origin"],
  ])("%o is refused by name", async (options, message) => {
    const refused = createEmulator().listen(options);
    await expect(refused).rejects.toThrow(RangeError);
    await expect(refused).rejects.toThrow(message);
  });
});

describe("clientConfig", () => {
  test("is all that a client needs, over HTTP", async () => {
    const { emulator, server } = await listening();
    const client = new ServiceDiscoveryClient(server.clientConfig());
    onTestFinished(() => client.destroy());
    await client.send(new CreateHttpNamespaceCommand({ Name: "shop" }));
    const where = { NamespaceName: "shop", ServiceName: "web" };
    await expect(client.send(new DiscoverInstancesCommand(where))).rejects.toMatchObject({
      name: "ServiceNotFound",
    });
    expect(emulator.requestCount).toBe(2);
  });

  test("and in process", async () => {
    const emulator = createEmulator({ region: "eu-west-1" });
    const client = new ServiceDiscoveryClient(emulator.clientConfig());
    await client.send(new CreateHttpNamespaceCommand({ Name: "shop" }));
    expect(emulator.operations()).toMatchObject([{ region: "eu-west-1" }]);
  });
});

describe("the control paths", () => {
  test.each(["//[", "operations/../../..", "%00", "rules/%", "http://[", "status/x"])(
    "stand a strange path: %j",
    async (path) => {
      const { port } = await listening();
      const response = await ask(port, { method: "GET", path: `/_emulator/${path}` });
      expect([400, 404, 405]).toContain(response.statusCode);
    },
  );
});
