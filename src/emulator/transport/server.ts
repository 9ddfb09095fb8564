/** The door with a socket: HTTP/1.1 on the loopback interface. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { printable } from "../../core/text.js";
import { control, controlPath, type Controls } from "./control.js";
import { maxBodyBytes } from "./handle-request.js";
import type { Reply } from "../protocol/reply.js";
import type { Answering } from "./request-handler.js";

export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** An address or `localhost`. Default `127.0.0.1`. */
  readonly host?: string;
  /** Lets others than this machine in. The emulator checks no credentials. Default false. */
  readonly allowRemote?: boolean;
  /** Lets others than this machine use `/_emulator/…` too. Default false. */
  readonly allowRemoteControl?: boolean;
}

export interface EmulatorServer {
  /** Such as `http://127.0.0.1:41033`: the `endpoint` of an SDK client. */
  readonly url: string;
  readonly port: number;
  /** Ends the server and every connection, hanging ones too. */
  close(): Promise<void>;
}

/** @param speed emulated seconds per real second: delays are this much shorter in real time */
export async function startServer(
  emulator: Controls & Answering,
  speed: number,
  options: ListenOptions = {},
): Promise<EmulatorServer> {
  const { port = 0, host = "127.0.0.1", allowRemote = false, allowRemoteControl = false } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`port must be a whole number from 0 to 65535; got ${printable(String(port), 50)}`);
  }
  if (!allowRemote && !isLoopback(host)) {
    throw new RangeError(
      `host must be a loopback address unless allowRemote is set; got ${printable(host, 100)}. ` +
        "The emulator checks no credentials: whoever can reach it can change everything in it.",
    );
  }
  const server = createServer((request, response) => {
    const isControl = request.url?.startsWith(controlPath) === true;
    readBody(request, (body) => {
      // What is left of a body that is too long is not worth reading to the end.
      if (body === undefined) response.setHeader("connection", "close");
      if (isControl) {
        const isAllowed = allowRemoteControl || isLocal(request);
        return deliver(control(emulator, request, body ?? "", isAllowed), response, speed);
      }
      const target = request.headers["x-amz-target"];
      const method = request.method ?? "";
      deliver(emulator.handle({ method, target: [target].flat()[0], body }), response, speed);
    });
  });
  await listening(server, port, host);
  const address = server.address();
  const actualPort = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${actualPort}`,
    port: actualPort,
    close: () => closed(server),
  };
}

/** From this machine and by one of its own names: a page of the web may have let a name of its own lead here. */
function isLocal({ socket, headers }: IncomingMessage): boolean {
  const name = (headers.host ?? "").replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return isLoopback(socket.remoteAddress ?? "") && isLoopback(name);
}

export function isLoopback(host: string): boolean {
  const plain = host.toLowerCase().replace(/^::ffff:/, "");
  return plain === "localhost" || plain === "::1" || (isIP(plain) === 4 && plain.startsWith("127."));
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Hands over the body as text once it is whole, or undefined as soon as it is too long; the rest is thrown away. */
function readBody(request: IncomingMessage, done: (body: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    const wasTooLong = size > maxBodyBytes;
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
    else if (!wasTooLong) done(undefined);
  });
  request.on("end", () => {
    if (size <= maxBodyBytes) done(Buffer.concat(chunks).toString("utf8"));
  });
}

function deliver(reply: Reply, response: ServerResponse, speed: number): void {
  if (reply.delayMs <= 0) return send(reply, response);
  const ms = reply.delayMs / speed;
  // A timer holds no more than that, which is 24 days: whoever waits so long is not answered at all.
  if (ms > 2_147_483_647) return;
  const timer = setTimeout(() => send(reply, response), ms);
  response.on("close", () => clearTimeout(timer));
}

function send(reply: Reply, response: ServerResponse): void {
  if (reply.delivery === "hang") return;
  if (reply.delivery === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  const bytes = Buffer.from(reply.body);
  response.writeHead(reply.statusCode, { ...reply.headers, "content-length": bytes.length });
  if (reply.delivery === "whole") {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, bytes.length >> 1), () => {
    if (reply.delivery === "truncate") response.socket?.destroy();
  });
}
