// A proxy that forwards TCP connections, over a link that can be slow, cut or silent for as long as it is told.
import { connect, createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** One connection through the proxy. */
export interface Tunnel {
  readonly client: Socket;
  readonly server: Socket;
  /** How many requests have begun on it, this one included: how often the client spoke after the server did. */
  readonly requests: number;
}

/** What becomes of the bytes of a connection. Each part that is absent leaves them as they are. */
export interface Link {
  /** A client has connected. */
  readonly onConnection?: (tunnel: Tunnel) => void;
  /** The client says something; `pass` forwards it. */
  readonly onRequest?: (tunnel: Tunnel, bytes: Buffer, pass: (bytes: Buffer) => void) => void;
  /** The server says something; `pass` forwards it. */
  readonly onAnswer?: (tunnel: Tunnel, bytes: Buffer, pass: (bytes: Buffer) => void) => void;
  /** Connections that there are when it begins meet it to their end, and those that come later not at all. */
  readonly isOnlyForEarlier?: boolean;
  /** Connections that have met it keep it to their end. */
  readonly isKept?: boolean;
}

export interface Proxy {
  readonly port: number;
  /** From now on, connections go over this link, or only so many of them; undefined for one without faults. */
  setLink(link: Link | undefined, times?: number): void;
  close(): Promise<void>;
}

class Connection implements Tunnel {
  readonly client: Socket;
  readonly server: Socket;
  requests = 0;
  /** A link that it keeps, whatever comes later. */
  kept: Link | undefined;
  #serverSpokeLast = true;

  constructor(client: Socket, port: number, linkOf: (connection: Connection) => Link | undefined) {
    this.client = client;
    this.server = connect(port, "127.0.0.1");
    const current = (): Link | undefined => this.kept ?? linkOf(this);
    client.on("data", (bytes) => {
      if (this.#serverSpokeLast) this.requests++;
      this.#serverSpokeLast = false;
      forward(current()?.onRequest, this, bytes, this.server);
    });
    this.server.on("data", (bytes) => {
      this.#serverSpokeLast = true;
      forward(current()?.onAnswer, this, bytes, client);
    });
    for (const [socket, other] of [
      [client, this.server],
      [this.server, client],
    ] as const)
      socket.on("error", () => other.destroy()).on("close", () => other.destroy());
    current()?.onConnection?.(this);
  }
}

function forward(handler: Link["onRequest"], tunnel: Tunnel, bytes: Buffer, to: Socket): void {
  const pass = (some: Buffer): void => void (to.writable && to.write(some));
  if (handler === undefined) pass(bytes);
  else handler(tunnel, bytes, pass);
}

/** Listens on a port of its own and forwards to another. */
export async function openProxy(upstreamPort: number): Promise<Proxy> {
  let link: Link | undefined;
  let most = 0;
  const met = new Set<Connection>();
  const open = new Set<Connection>();
  const linkOf = (connection: Connection): Link | undefined => {
    if (link === undefined || link.isOnlyForEarlier === true) return undefined;
    if (!met.has(connection) && met.size >= most) return undefined;
    met.add(connection);
    if (link.isKept === true) connection.kept = link;
    return link;
  };
  const server = createServer({ noDelay: true }, (client) => {
    const connection = new Connection(client, upstreamPort, linkOf);
    open.add(connection);
    client.on("close", () => open.delete(connection));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    setLink(next, times = Number.POSITIVE_INFINITY) {
      link = next;
      most = times;
      met.clear();
      if (next?.isOnlyForEarlier === true) for (const connection of open) connection.kept = next;
    },
    close: async () => await closed(server, open),
  };
}

async function closed(server: Server, open: ReadonlySet<Connection>): Promise<void> {
  const isClosed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  for (const { client } of open) client.destroy();
  await isClosed;
}
