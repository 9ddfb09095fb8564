import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { StreamOptions } from "./event-stream.js";
import type { EventSourceLike } from "./feed.js";
import { pageHeaders, progressPage } from "./progress-page.js";
import { serveEvents } from "./serve-events.js";

export interface ProgressServerOptions extends StreamOptions {
  /** A waiter or a fleet. */
  readonly source: EventSourceLike;
  /** What makes the URL one that nobody guesses: letters, digits, `-` and `_`. Default: 32 random characters. */
  readonly token?: string | undefined;
  /** Default: any that is free. */
  readonly port?: number | undefined;
}

export interface ProgressServer {
  /** Where the page is. Whoever knows this URL, on this machine, can see it. */
  readonly url: string;
  /** Ends it, once what has been said has been read, or after a second. */
  close(): Promise<void>;
}

const host = "127.0.0.1";
const closesWithinMs = 1000;

/**
 * Serves a progress page, with its component and its event stream, on the loopback interface. It keeps no process alive.
 * @throws {Error} of `listen`, when the port cannot be had.
 */
export async function progressServer(options: ProgressServerOptions): Promise<ProgressServer> {
  const { token = randomBytes(24).toString("base64url"), port = 0 } = options;
  if (!/^[\w-]+$/.test(token)) throw new TypeError("token must be of letters, digits, - and _");
  const server = createServer((request, response) => void answer(request, response, token, options));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  server.unref();
  return { url: `http://${host}:${portOf(server)}/${token}/`, close: () => close(server) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  options: ProgressServerOptions,
): Promise<void> {
  request.socket.unref();
  const file = fileIn(request, token);
  if (file === undefined) refuse(response, 404);
  else if (!isOwnHost(request)) refuse(response, 403);
  else if (request.method !== "GET") refuse(response, 405, { allow: "GET" });
  else if (file === "events") serveEvents(options.source, request, response, options);
  else {
    const [type, text] = progressPage.get(file) ?? (await moduleOf(file));
    if (text === undefined) refuse(response, 404);
    else response.writeHead(200, { ...pageHeaders, "content-type": type }).end(text);
  }
}

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...pageHeaders, ...headers }).end();
}

/** Which file is asked for; undefined for one who does not know the token. */
function fileIn({ url = "/" }: IncomingMessage, token: string): string | undefined {
  const [, given = "", file] = /^\/([\w-]+)\/([^?#]*)/.exec(url) ?? [];
  return timingSafeEqual(digest(given), digest(token)) ? file : undefined;
}

/** By their digests, as texts of different lengths cannot be compared in constant time. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** A page of elsewhere whose name was made to lead here says its own name. */
function isOwnHost({ headers, socket }: IncomingMessage): boolean {
  return headers.host === `${host}:${socket.localPort}` || headers.host === `localhost:${socket.localPort}`;
}

/** One of this package's own modules that browsers load. */
async function moduleOf(file: string): Promise<readonly [type: string, text: Buffer | undefined]> {
  const path = /^modules\/((?:chunks|core|platform|ui|web)\/[\w-]+\.js)$/.exec(file)?.[1];
  const text =
    path === undefined
      ? undefined
      : await readFile(new URL(`../${path}`, import.meta.url)).catch(() => undefined);
  return ["text/javascript; charset=utf-8", text];
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), closesWithinMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
