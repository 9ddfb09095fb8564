// A page that shows a provisioning run as it happens: `npm run example:progress`, then open the address it prints.
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { serveEvents } from "../../src/web/index.js";
import { provision } from "./provision.js";

const files: Readonly<Record<string, readonly [path: string, type: string]>> = {
  "/": ["page/index.html", "text/html; charset=utf-8"],
  "/style.css": ["page/style.css", "text/css; charset=utf-8"],
  "/page.js": ["page/page.js", "text/javascript; charset=utf-8"],
};

const headers = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** Where the sources are: the compiled server runs from another folder. */
const folder =
  process.env["PROGRESS_PAGE"] ?? fileURLToPath(new URL("../../../examples/progress-page/", import.meta.url));
const client = fileURLToPath(new URL("../../src/web/follow.js", import.meta.url));

/** Serves the page for one run on the loopback interface. */
async function serve(port: number): Promise<string> {
  const labels = new Map<string, string>();
  const run = provision(labels);
  const server = createServer((request, response) => {
    // A path that begins with two slashes would be read as a host.
    const [pathname = "/"] = (request.url ?? "/").split("?");
    if (request.method !== "GET") response.writeHead(405).end();
    else if (pathname === "/events") serveEvents(run.fleet, request, response);
    else if (pathname === "/labels.json")
      send(response, JSON.stringify(Object.fromEntries(labels)), "application/json");
    else if (pathname === "/client.js") void sendFile(response, client, "text/javascript; charset=utf-8");
    else {
      const [path, type] = files[pathname] ?? [];
      if (path === undefined || type === undefined) response.writeHead(404, headers).end();
      else void sendFile(response, `${folder}${path}`, type);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(port, "127.0.0.1", resolve);
  });
  process.once("SIGTERM", () => process.exit());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function sendFile(response: ServerResponse, path: string, type: string): Promise<void> {
  try {
    send(response, await readFile(path), type);
  } catch {
    response.writeHead(404, headers).end();
  }
}

function send(response: ServerResponse, body: string | Buffer, type: string): void {
  response.writeHead(200, { ...headers, "content-type": type, "cache-control": "no-store" }).end(body);
}

const url = await serve(Number(process.env["PORT"] ?? 0));
console.log(`The run's progress: ${url}`);
