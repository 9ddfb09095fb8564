// A page that shows a provisioning run as it happens: `npm run example:progress`, then open the address it prints.
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { serveEvents } from "cloudmap-waiter/web";
import { provision } from "./provision.js";

/** What the page needs of the installed package: the modules that browsers load. A bundler would do as well. */
const modules = new URL("../", import.meta.resolve("cloudmap-waiter/ui"));
/** Where the page is: the compiled server runs from another folder. */
const page =
  process.env["PROGRESS_PAGE"] ??
  fileURLToPath(new URL("../../../examples/progress-page/page/", import.meta.url));

const files: Readonly<Record<string, readonly [name: string, type: string]>> = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/page.css": ["page.css", "text/css; charset=utf-8"],
  "/page.js": ["page.js", "text/javascript; charset=utf-8"],
};

const headers = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/** Serves the page for one run on the loopback interface. */
async function serve(port: number): Promise<string> {
  const { fleet, labels } = provision();
  const server = createServer((request, response) => {
    // A path that begins with two slashes would be read as a host.
    const [pathname = "/"] = (request.url ?? "/").split("?");
    const [, path] = /^\/modules\/((?:chunks|ui)\/[\w-]+\.js)$/.exec(pathname) ?? [];
    const [name, type] = files[pathname] ?? [];
    if (request.method !== "GET") response.writeHead(405, headers).end();
    else if (pathname === "/events")
      serveEvents(fleet, request, response, {
        title: "prod rollout #481",
        region: "us-east-1",
        describe: ({ operationId }) => labels.get(operationId),
      });
    else if (path !== undefined)
      void sendFile(response, fileURLToPath(new URL(path, modules)), "text/javascript");
    else if (name !== undefined && type !== undefined) void sendFile(response, `${page}${name}`, type);
    else response.writeHead(404, headers).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(port, "127.0.0.1", resolve);
  });
  process.once("SIGTERM", () => process.exit());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function sendFile(response: ServerResponse, path: string, type: string): Promise<void> {
  try {
    const text = await readFile(path);
    response.writeHead(200, { ...headers, "content-type": type }).end(text);
  } catch {
    response.writeHead(404, headers).end();
  }
}

const url = await serve(Number(process.env["PORT"] ?? 0));
console.log(`The run's progress: ${url}`);
