import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import type { ProxyAgent } from "proxy-agent";
import { describe, expect, onTestFinished, test } from "vitest";
import { agentsFor, type Agents, connectBy } from "../../../src/cli/input/agents.js";

const url = "https://servicediscovery.us-east-1.amazonaws.com";
const proxy = "http://127.0.0.1:3128";

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "bundle.pem");
  writeFileSync(file, text);
  return file;
}

/** What the agent of a proxy connects with. */
function proxyAgent({
  httpsAgent,
}: Agents): ProxyAgent & { readonly connectOpts: { readonly ca?: unknown } } {
  return httpsAgent as unknown as ReturnType<typeof proxyAgent>;
}

describe(agentsFor, () => {
  test("leaves it to the SDK where the environment says nothing, or excepts the host", async () => {
    expect(await agentsFor(url, {})).toEqual({});
    expect(await agentsFor(url, { AWS_CA_BUNDLE: "" })).toEqual({});
    expect(await agentsFor(url, { NODE_EXTRA_CA_CERTS: "/nonexistent" })).toEqual({});
    expect(await agentsFor(url, { HTTPS_PROXY: proxy, NO_PROXY: "amazonaws.com" })).toEqual({});
  });

  test("trusts the bundle, and what Node is to trust besides", async () => {
    const AWS_CA_BUNDLE = fileOf("bundle");
    const { httpAgent, httpsAgent } = await agentsFor(url, { AWS_CA_BUNDLE });
    expect(httpAgent).toBeUndefined();
    expect(httpsAgent).toBeInstanceOf(Agent);
    expect(httpsAgent?.options).toMatchObject({ ca: ["bundle"], keepAlive: true });
    const NODE_EXTRA_CA_CERTS = fileOf("extra");
    const both = await agentsFor(url, { AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS });
    expect(both.httpsAgent?.options.ca).toEqual(["bundle", "extra"]);
  });

  test.each(["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"])(
    "names a file of %s that can't be read",
    async (name) => {
      const env = { AWS_CA_BUNDLE: fileOf("bundle"), [name]: "/nonexistent" };
      await expect(agentsFor(url, env)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(`^${name} can't be read: ENOENT`),
      });
    },
  );

  test("goes through a proxy, for both protocols and by one connection for many requests", async () => {
    const env = { HTTPS_PROXY: proxy, NO_PROXY: "example.com" };
    const agents = await agentsFor(url, env);
    expect(agents.httpAgent).toBe(agents.httpsAgent);
    const agent = proxyAgent(agents);
    expect(agent.keepAlive).toBe(true);
    // Of a request, only the URL counts.
    const request = {} as Parameters<typeof agent.getProxyForUrl>[1];
    expect(agent.getProxyForUrl(url, request)).toBe(proxy);
    expect(agent.getProxyForUrl("https://example.com", request)).toBe("");
    expect(agent.connectOpts.ca).toBeUndefined();
  });

  test("trusts the bundle behind a proxy, too", async () => {
    const agents = await agentsFor(url, { HTTPS_PROXY: proxy, AWS_CA_BUNDLE: fileOf("bundle") });
    expect(proxyAgent(agents).connectOpts.ca).toEqual(["bundle"]);
  });
});

describe(connectBy, () => {
  class Handler {
    readonly options: Agents;
    constructor(options: Agents) {
      this.options = options;
    }
  }

  function handlerAfter(agents: Agents): { before: Handler; after: unknown } {
    const before = new Handler({});
    const config = { requestHandler: before };
    // Nothing else of a client is read.
    connectBy({ config } as unknown as ServiceDiscoveryClient, agents);
    return { before, after: config.requestHandler };
  }

  test("gives a client a handler of its own kind with the agents, and leaves it alone without any", () => {
    const agents = { httpAgent: new HttpAgent() };
    const { before, after } = handlerAfter(agents);
    expect(after).not.toBe(before);
    expect(after).toEqual(new Handler(agents));
    const none = handlerAfter({});
    expect(none.after).toBe(none.before);
  });
});
