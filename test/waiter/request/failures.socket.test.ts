import { createServer as createHttpServer, type RequestListener } from "node:http";
import { Agent, createServer as createHttpsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { ServiceDiscoveryClient, type ServiceDiscoveryClientConfig } from "@aws-sdk/client-servicediscovery";
import { describe, expect, onTestFinished, test } from "vitest";
import type { WaitConfig } from "../../../src/waiter/config.js";
import { OperationWaiter } from "../../../src/waiter/operation-waiter.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";
import { certificate, expired, key } from "../../support/certificates.js";
import { type Agents, connectBy } from "../../../src/cli/input/agents.js";

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

function clientAt(endpoint: string, more: ServiceDiscoveryClientConfig = {}): ServiceDiscoveryClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new ServiceDiscoveryClient({
    region: "us-east-1",
    endpoint,
    credentials,
    maxAttempts: 1,
    ...more,
  });
  onTestFinished(() => client.destroy());
  return client;
}

const success: RequestListener = (_request, response) => {
  response.end(
    JSON.stringify({ Operation: { Id: "op-1", Status: "SUCCESS", Targets: { NAMESPACE: "ns-1" } } }),
  );
};

function throwingAtOnce(): never {
  throw new TypeError("sync");
}

function trusting(ca: string): Agents {
  return { httpsAgent: new Agent({ ca }) };
}

async function noCredentials(): Promise<never> {
  throw new Error("STS is closed");
}

/** Says so many times that the clock is wrong, with the time that it has. */
function skewed(times: number): RequestListener {
  let left = times;
  return (request, response) => {
    if (left-- <= 0) return success(request, response);
    const body = JSON.stringify({ __type: "RequestTimeTooSkewed", message: "skewed" });
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    response.writeHead(403, { date, "content-type": "application/x-amz-json-1.1" }).end(body);
    return undefined;
  };
}

async function wait(config: WaitConfig): Promise<Outcome> {
  return await new OperationWaiter({ maxWaitTime: 30, ...config }, "op-1").outcome();
}

describe("an endpoint that is not trusted ends the wait at once, and says so", () => {
  test.each<[string, string, string, ServerOptions, Agents]>([
    ["a self-signed certificate", "localhost", "DEPTH_ZERO_SELF_SIGNED_CERT", { key, cert: certificate }, {}],
    [
      "a certificate for another host",
      "127.0.0.1",
      "ERR_TLS_CERT_ALTNAME_INVALID",
      { key, cert: certificate },
      trusting(certificate),
    ],
    [
      "a certificate that has expired",
      "localhost",
      "CERT_HAS_EXPIRED",
      { key, cert: expired },
      trusting(expired),
    ],
  ])("%s", async (_what, host, code, tls, agents) => {
    const port = await portOf(createHttpsServer(tls, success));
    const client = clientAt(`https://${host}:${port}`);
    connectBy(client, agents);
    const outcome = await wait({ client });
    expect(outcome).toMatchObject({
      outcome: "unreachable",
      code,
      requests: 1,
      message: expect.stringMatching(/certificate or host name is not trusted.*NODE_EXTRA_CA_CERTS/),
      cause: { code },
    });
  });

  test("a server that speaks no TLS", async () => {
    const port = await portOf(createHttpServer(success));
    expect(await wait({ client: clientAt(`https://localhost:${port}`) })).toMatchObject({
      outcome: "unreachable",
      requests: 1,
      message: expect.stringMatching(/doesn't speak TLS/),
    });
  });

  test("a self-signed certificate, met by fetch", async () => {
    const port = await portOf(createHttpsServer({ key, cert: certificate }, success));
    const getOperation = async (): Promise<unknown> =>
      await fetch(`https://localhost:${port}`, { method: "POST" });
    expect(await wait({ getOperation })).toMatchObject({
      outcome: "unreachable",
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
      requests: 1,
    });
  });
});

describe("credentials", () => {
  test.each([
    ["a secret", { accessKeyId: "AK\nIA", secretAccessKey: "s" }],
    ["a token", { accessKeyId: "AKIA", secretAccessKey: "s", sessionToken: "a\nb" }],
  ])("with a newline in %s are denied at once", async (_what, credentials) => {
    const port = await portOf(createHttpServer(success));
    expect(await wait({ client: clientAt(`http://127.0.0.1:${port}`, { credentials }) })).toMatchObject({
      outcome: "denied",
      code: "TypeError",
      requests: 1,
      message: expect.stringMatching(/credentials.*Invalid character in header/),
    });
  });

  test.each<[string, () => unknown]>([
    ["an error of its own", () => new Error("STS is busy")],
    [
      "a CredentialsProviderError",
      () => Object.assign(new Error("no"), { name: "CredentialsProviderError" }),
    ],
    ["no error", () => "STS is busy"],
    ["a network error", () => Object.assign(new Error("connect"), { code: "ECONNREFUSED" })],
  ])("whose refresh fails once, with %s, are asked for again", async (_what, error) => {
    const port = await portOf(createHttpServer(success));
    let calls = 0;
    const credentials = async (): Promise<{ accessKeyId: string; secretAccessKey: string }> => {
      // oxlint-disable-next-line typescript/only-throw-error -- a provider may throw anything
      if (++calls === 1) throw error();
      return { accessKeyId: "AKIA", secretAccessKey: "s" };
    };
    const client = clientAt(`http://127.0.0.1:${port}`, { credentials });
    expect(await wait({ client })).toMatchObject({ outcome: "succeeded", retries: { transient: 1 } });
  });

  test("that never come are denied after one more try", async () => {
    const port = await portOf(createHttpServer(success));
    const client = clientAt(`http://127.0.0.1:${port}`, { credentials: noCredentials });
    expect(await wait({ client })).toMatchObject({
      outcome: "denied",
      requests: 2,
      cause: { message: "STS is closed", stack: expect.stringContaining("failures.socket.test") },
    });
  });
});

describe("a skewed clock", () => {
  test("is corrected by the SDK, which is asked once more, also with maxAttempts 1", async () => {
    const signed: (string | undefined)[] = [];
    const answer = skewed(1);
    const port = await portOf(
      createHttpServer((request, response) => {
        signed.push([request.headers["x-amz-date"]].flat()[0]);
        answer(request, response);
      }),
    );
    const outcome = await wait({ client: clientAt(`http://127.0.0.1:${port}`) });
    expect(outcome).toMatchObject({ outcome: "succeeded", requests: 2 });
    const [first = "", second = ""] = signed.map((date) => date?.slice(0, 13));
    expect(second).not.toBe(first);
  });

  test("that stays is denied after one more try", async () => {
    const port = await portOf(createHttpServer(skewed(99)));
    expect(await wait({ client: clientAt(`http://127.0.0.1:${port}`) })).toMatchObject({
      outcome: "denied",
      code: "RequestTimeTooSkewed",
      requests: 2,
    });
  });
});

describe("a proxy's page", () => {
  test.each([400, 403, 404, 407, 502])(
    "with %d is tried again, a bounded number of times",
    async (status) => {
      let left = 2;
      const port = await portOf(
        createHttpServer((request, response) => {
          if (left-- <= 0) return success(request, response);
          response.writeHead(status, { "content-type": "text/html" }).end("<html>no</html>");
          return undefined;
        }),
      );
      const client = clientAt(`http://127.0.0.1:${port}`);
      expect(await wait({ client })).toMatchObject({ outcome: "succeeded", retries: { transient: 2 } });
      left = 99;
      expect(await wait({ client, transientRetries: 1 })).toMatchObject({
        outcome: "unreachable",
        requests: 2,
        message: expect.stringMatching(
          new RegExp(`HTTP ${status} that could not be read, probably a proxy's`),
        ),
      });
    },
  );
});

describe("a mistake in code is told at once, with its stack", () => {
  test.each<[string, unknown]>([
    ["TypeError", new TypeError("x is not a function")],
    ["RangeError", new RangeError("Invalid time value")],
    ["ReferenceError", new ReferenceError("y is not defined")],
    ["a plain Error", new Error("boom")],
    ["an error around another", new Error("boom", { cause: new TypeError("x") })],
  ])("%s", async (_what, error) => {
    const outcome = await wait({
      getOperation: async () => {
        throw error;
      },
    });
    expect(outcome).toMatchObject({ outcome: "invalid", requests: 1, retries: { transient: 0 } });
    expect(outcome).toHaveProperty("cause", error);
  });

  test.each([["boom"], [undefined], [null], [42]])("%j, thrown in the place of an error", async (thrown) => {
    const outcome = await wait({
      getOperation: async () => {
        // oxlint-disable-next-line typescript/only-throw-error -- what is tested
        throw thrown;
      },
    });
    expect(outcome).toMatchObject({ outcome: "invalid", requests: 1 });
    expect(outcome).toHaveProperty("cause.stack", expect.stringContaining("which is not an Error"));
    expect(outcome).toHaveProperty("cause.cause", thrown);
  });

  test("thrown before a promise was made", async () => {
    expect(await wait({ getOperation: throwingAtOnce })).toMatchObject({ outcome: "invalid", requests: 1 });
  });

  test("in a mock of the SDK client's send", async () => {
    const client = clientAt("http://127.0.0.1:1");
    client.send = async () => await Promise.reject(new Error("boom"));
    expect(await wait({ client })).toMatchObject({ outcome: "invalid", requests: 1 });
  });

  test("in a middleware of the SDK client", async () => {
    const client = clientAt("http://127.0.0.1:1");
    client.middlewareStack.add(
      () => async () => {
        throw new TypeError("in a middleware");
      },
      { step: "build", name: "broken" },
    );
    expect(await wait({ client })).toMatchObject({
      outcome: "invalid",
      requests: 1,
      cause: { message: "in a middleware" },
    });
  });
});
