// Cloud Map with one operation, over real sockets, with a fault for as long as it is told.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fault } from "./faults.js";

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

export async function serveWith(fault: Fault, spell: Spell, ending: Ending): Promise<FaultyServer> {
  let [startedAt, requests, met] = [performance.now(), 0, 0];
  const timers: NodeJS.Timeout[] = [];
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const serve = (response: ServerResponse): void => {
    const members = seconds() < ending.after ? { Status: "PENDING" } : ending.members;
    const operation = { Id: "op-1", Type: "CREATE_NAMESPACE", ...members };
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ Operation: operation }));
  };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    requests++;
    request.resume().on("end", () => {
      const isFaulty = seconds() >= spell.from && seconds() < spell.until;
      if (isFaulty && met < (spell.times ?? Number.POSITIVE_INFINITY)) {
        met++;
        fault.take(response, () => serve(response));
      } else serve(response);
    });
  };
  let server = await listen(handle, 0);
  const { port } = server.address() as AddressInfo;
  const after = (at: number, callback: () => void): void => {
    if (at < 1e6) timers.push(setTimeout(callback, at * 1000));
  };
  return {
    url: `http://127.0.0.1:${port}`,
    begin() {
      startedAt = performance.now();
      if (fault.isClosed !== true || spell.times !== undefined) return;
      after(spell.from, () => void close(server));
      after(spell.until, () => {
        void listen(handle, port).then((opened) => {
          server = opened;
        });
      });
    },
    get requests() {
      return requests;
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      await close(server);
    },
  };
}

function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  port: number,
): Promise<Server> {
  const server = createServer(handle);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
