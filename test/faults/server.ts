// Cloud Map with one operation, over real sockets, with a fault for as long as it is told.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Agents } from "../../src/cli/input/agents.js";
import type { HttpFault } from "./fault.js";

/** When a fault lasts. */
export interface Spell {
  /** Seconds from the start of the wait. */
  readonly from: number;
  readonly until: number;
  /** Only so many requests meet the fault. */
  readonly times?: number;
}

export interface FaultyServer {
  readonly url: string;
  /** How a client must connect to it; absent where any way will do. */
  readonly agents?: Agents;
  /** The wait begins now: times count from here. */
  begin(): void;
  /** Requests that came, those included that met the fault. */
  readonly requests: number;
  close(): Promise<void>;
}

/** An operation that ends so many seconds after the wait has begun. */
export interface Ending {
  readonly after: number;
  readonly members: object;
}

/** Cloud Map with one operation, without faults, unless `answer` takes an exchange over. */
export interface Service extends FaultyServer {
  readonly server: Server;
  readonly port: number;
  /** Seconds since the wait has begun. */
  readonly seconds: () => number;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
type Answer = (response: ServerResponse, serve: () => void, seconds: number) => void;

export async function serveOperation(
  ending: Ending,
  makeServer: (handle: Handler) => Server = createServer,
  answer: Answer = (_response, serve) => serve(),
): Promise<Service> {
  let [startedAt, requests] = [performance.now(), 0];
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const serve = (response: ServerResponse, id: string): void => {
    const members = seconds() < ending.after ? { Status: "PENDING" } : ending.members;
    const operation = { Id: id, Type: "CREATE_NAMESPACE", ...members };
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ Operation: operation }));
  };
  const server = makeServer((request, response) => {
    requests++;
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      const { OperationId = "" } = JSON.parse(text) as { OperationId?: string };
      answer(response, () => serve(response, OperationId), seconds());
    });
  });
  const port = await listen(server, 0);
  return {
    server,
    port,
    url: `http://127.0.0.1:${port}`,
    seconds,
    begin() {
      startedAt = performance.now();
    },
    get requests() {
      return requests;
    },
    close: async () => await close(server),
  };
}

/** Cloud Map in whose answers something is wrong. */
export async function serveWith(
  { take, isClosed = false }: Pick<HttpFault, "take" | "isClosed">,
  spell: Spell,
  ending: Ending,
): Promise<FaultyServer> {
  let met = 0;
  const service = await serveOperation(ending, createServer, (response, serve, seconds) => {
    const isFaulty = seconds >= spell.from && seconds < spell.until;
    if (isFaulty && met < (spell.times ?? Number.POSITIVE_INFINITY)) {
      met++;
      take(response, serve);
    } else serve();
  });
  const { server, port } = service;
  const closing = during(
    spell,
    () => void close(server),
    () => void listen(server, port),
  );
  return withFault(service, isClosed && spell.times === undefined ? closing : undefined);
}

/** What comes and goes with a spell. */
interface Course {
  begin(): void;
  stop(): void;
}

/** A service whose fault begins with it and is over before it closes; `release` gives back what the fault needed. */
export function withFault(
  service: FaultyServer,
  fault: Course | undefined,
  {
    url = service.url,
    agents,
    release,
  }: Partial<Pick<FaultyServer, "url" | "agents">> & { readonly release?: () => Promise<void> | void } = {},
): FaultyServer {
  return {
    url,
    ...(agents !== undefined && { agents }),
    begin() {
      service.begin();
      fault?.begin();
    },
    get requests() {
      return service.requests;
    },
    async close() {
      fault?.stop();
      await release?.();
      await service.close();
    },
  };
}

/** Calls back as a spell begins and as it ends, until it is stopped. */
export function during({ from, until }: Spell, onBegin: () => void, onEnd: () => void): Course {
  const timers: NodeJS.Timeout[] = [];
  return {
    begin() {
      if (from === 0) onBegin();
      else timers.push(setTimeout(onBegin, from * 1000));
      if (Number.isFinite(until)) timers.push(setTimeout(onEnd, until * 1000));
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
