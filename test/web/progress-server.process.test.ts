import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import type { ProgressServer, ProgressServerOptions } from "../../src/web/progress-server.js";
import { builtPackage } from "../support/built.js";
import { follow, pendingFor, quick } from "./support.js";

/** From the built package, as it serves that package's own modules. */
async function serve(options: Partial<ProgressServerOptions> = {}): Promise<ProgressServer> {
  const url = pathToFileURL(join(builtPackage(), "web/progress-server.js")).href;
  const { progressServer } = (await import(url)) as {
    progressServer: (options: ProgressServerOptions) => Promise<ProgressServer>;
  };
  const source = new OperationWaiter({ getOperation: pendingFor(2), ...quick }, { OperationId: "a" });
  const server = await progressServer({ source, ...options });
  onTestFinished(async () => await server.close());
  return server;
}

/** The status of an answer to a request that says of itself what fetch would not let it say. */
async function statusOf(
  url: string,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<number> {
  const { port } = new URL(url);
  return await new Promise((resolve, reject) => {
    httpRequest({ host: "127.0.0.1", port, path, headers, method }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}

describe("progressServer", () => {
  test("serves the page, the component's modules and the stream behind one URL", async () => {
    const { url } = await serve({ title: "prod" });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
    const page = await fetch(url);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'");
    expect(await page.text()).toContain('<cloudmap-progress src="events" page>');
    const module = await fetch(new URL("modules/ui/index.js", url));
    expect(module.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(await module.text()).toContain("CloudmapProgress");
    const { events, openings } = await follow(new URL("events", url).href);
    expect(events.at(-1)).toMatchObject({ type: "settled", outcome: { outcome: "succeeded" } });
    expect(openings[0]).toMatchObject({ title: "prod" });
  });

  test("has every module that a browser loads, however deep", async () => {
    const { url } = await serve();
    const seen = new Set<string>();
    const load = async (module: string): Promise<void> => {
      if (seen.has(module)) return;
      seen.add(module);
      const response = await fetch(module);
      expect([module, response.status]).toEqual([module, 200]);
      const imports = [...(await response.text()).matchAll(/(?:from|import) "([^"]+)"/g)];
      await Promise.all(imports.map(async ([, path = ""]) => await load(new URL(path, module).href)));
    };
    await load(new URL("page.js", url).href);
    expect(seen.size).toBeGreaterThan(4);
  });

  test("has a URL that nobody guesses, another one each time", async () => {
    const [one, other] = [await serve(), await serve()];
    expect(new URL(one.url).pathname).not.toBe(new URL(other.url).pathname);
  });

  test.each(["/", "/events", "/x/events", "/modules/ui/index.js", "//events", "/%2e%2e/events"])(
    "answers 404 to who does not know the token: %s",
    async (path) => {
      expect(await statusOf((await serve()).url, path)).toBe(404);
    },
  );

  test.each(["evil.test", "evil.test:80", "127.0.0.1", "[::1]:1"])(
    "answers 403 to a page of elsewhere whose name was made to lead here: host %j",
    async (host) => {
      const { url } = await serve({ token: "t" });
      expect(await statusOf(url, "/t/events", { host })).toBe(403);
      expect(await statusOf(url, "/t/events", { host: `localhost:${new URL(url).port}` })).toBe(200);
    },
  );

  test.each([
    "modules/../package.json",
    "modules/cli/main.js",
    "modules/ui/../../package.json",
    "modules/ui/%2e%2e/x.js",
    "modules/ui/nothing.js",
    "modules/waiter/config.js",
    "toString",
    "__proto__",
  ])("serves nothing else: %s", async (path) => {
    const { url } = await serve({ token: "t" });
    expect(await statusOf(url, `/t/${path}`)).toBe(404);
  });

  test("has no module but those of this package, by their whole names, and no other way to them", async () => {
    const { url } = await serve({ token: "t0ken" });
    for (const path of ["/t0ken/x/modules/ui/index.js", "/t0ken/modules/ui/index.jsx", "//t0ken/events"])
      expect(await statusOf(url, path)).toBe(404);
    expect(await statusOf(url, "/t0ken/modules/ui/index.js")).toBe(200);
  });

  test("tells one who doesn't know the token nothing else either", async () => {
    const { url } = await serve();
    expect(await statusOf(url, "/guess/", { host: "evil.test" })).toBe(404);
    expect(await statusOf(url, "/guess/", {}, "POST")).toBe(404);
  });

  test("answers nothing but GET, and says so", async () => {
    const { url } = await serve({ token: "t" });
    const { status, headers } = await fetch(url, { method: "POST" });
    expect([status, headers.get("allow")]).toEqual([405, "GET"]);
  });

  test("refuses a token that would not fit a URL", async () => {
    await expect(serve({ token: "a/b" })).rejects.toThrow("token must be of letters, digits, - and _");
  });

  test("tells that a port is taken", async () => {
    const { url } = await serve();
    await expect(serve({ port: Number(new URL(url).port) })).rejects.toThrow("EADDRINUSE");
  });

  test("closes, also while somebody reads a stream that goes on, and ends no wait", async () => {
    const source = new OperationWaiter({ getOperation: pendingFor(1e9), ...quick }, { OperationId: "a" });
    const server = await serve({ source });
    const response = await fetch(new URL("events", server.url));
    await response.body?.getReader().read();
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
    expect(source.getSnapshot().phase).toBe("waiting");
    source.stop();
  });
});
