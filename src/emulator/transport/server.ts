/** The door with a socket: HTTP/1.1 on the loopback interface. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { printable } from "../../core/text.js";
import { errorReply, type Reply } from "../protocol/reply.js";
import type { Settings } from "../scenario/settings.js";
import { clientIdentity, type HttpClientConfig } from "./client-config.js";
import { control, controlPath, maxControlBytes } from "./control.js";
import type { Controls } from "./controls.js";
import { answerCors } from "./cors.js";
import { deliver, readBody } from "./deliver.js";
import { hostOf, isAllowedHost, isLocal } from "./hosts.js";
import { readListenOptions, type ListenOptions } from "./listen-options.js";
import { maxBodyBytes, regionOf, type Answering } from "./request.js";

export interface EmulatorServer {
  /** Such as `http://127.0.0.1:41033`: the `endpoint` of an SDK client. */
  readonly url: string;
  readonly port: number;
  /** The configuration of an SDK client that talks to this server, with a region and dummy credentials. */
  clientConfig(): HttpClientConfig;
  /** Ends the server and every connection, hanging ones too. */
  close(): Promise<void>;
}

type Served = Controls & Answering<Reply>;

/** Longer than any SDK keeps an idle connection, so that none is closed just as a client sends on it. */
const keepAliveMs = 3_600_000;

export async function startServer(
  emulator: Served,
  { speed, region }: Pick<Settings, "speed" | "region">,
  options: ListenOptions = {},
): Promise<EmulatorServer> {
  const settings = readListenOptions(options);
  const { host, port } = settings;
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    serve(request, response, emulator, settings, speed);
  });
  await listening(server, port, host);
  const address = server.address();
  const actualPort = typeof address === "object" && address !== null ? address.port : port;
  const url = `http://${isIP(host) === 6 ? `[${host}]` : host}:${actualPort}`;
  return {
    url,
    port: actualPort,
    clientConfig: () => ({ ...clientIdentity(region), endpoint: url, disableHostPrefix: true }),
    close: () => closed(server),
  };
}

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  emulator: Served,
  { allowedHosts, corsOrigins, allowRemoteControl }: Required<ListenOptions>,
  speed: number,
): void {
  // Whoever compares the service's clock with its own must see the one that the service's dates are of.
  response.setHeader("date", new Date(emulator.now()).toUTCString());
  if (!isAllowedHost(request, allowedHosts)) return deliver(refuseHost(request), response, speed);
  const isControl = request.url?.startsWith(controlPath) === true;
  if (!isControl && answerCors(request, response, corsOrigins)) return;
  if (isHealthCheck(request)) return deliver(healthy, response, speed);
  readBody(request, isControl ? maxControlBytes : maxBodyBytes, (body) => {
    // What is left of a body that is too long is not worth reading to the end.
    if (body === undefined) response.setHeader("connection", "close");
    if (isControl) {
      const isAllowed = allowRemoteControl || isLocal(request, allowedHosts);
      return deliver(control(emulator, request, body, isAllowed), response, speed);
    }
    deliver(emulator.handle(apiRequest(request, body)), response, speed);
  });
}

function apiRequest({ method = "", url: path, headers }: IncomingMessage, body: Buffer | undefined) {
  const target = [headers["x-amz-target"]].flat()[0];
  return { method, path, target, body, region: regionOf(headers.authorization) };
}

/** `GET /` and `HEAD /`: whoever asks only wants to know whether anybody is there. */
function isHealthCheck({ method = "", url = "", headers }: IncomingMessage): boolean {
  const isPlain = headers["x-amz-target"] === undefined && /^\/(\?|$)/.test(url);
  return isPlain && ["GET", "HEAD"].includes(method);
}

const healthy: Reply = {
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ service: "cloudmap-emulator", status: "ok" }),
  delayMs: 0,
  delivery: "whole",
};

function refuseHost(request: IncomingMessage): Reply {
  const host = printable(hostOf(request), 100);
  const message =
    `The emulator does not answer to the host ${host}, which may be a web page's. ` +
    `If it is this machine's own name, allow it: --allowed-host ${host}, or allowedHosts in code.`;
  return errorReply({ statusCode: 403, name: "AccessDeniedException", message }, "none");
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
