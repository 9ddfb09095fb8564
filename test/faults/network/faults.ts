// What can be wrong with the network between a client and Cloud Map: with TCP, with TLS, with DNS.
import { Agent as HttpAgent } from "node:http";
import { createServer as createTlsServer, Agent as HttpsAgent, type Server as TlsServer } from "node:https";
import type { LookupFunction } from "node:net";
import { certificate, expired, key } from "../../support/certificates.js";
import type { Fault } from "../fault.js";
import { during, serveOperation, withFault } from "../server.js";
import { links } from "./links.js";
import { type Link, openProxy } from "./proxy.js";

/** Cloud Map behind a proxy whose link is faulty. */
function tcpFault(name: string, link: Link): Fault {
  return {
    name,
    isOfKeptConnections: /half-open|unseen|keep-alive|right after/.test(name),
    isUnseen: link.isKept === true || link.isOnlyForEarlier === true,
    async serve(spell, ending) {
      const service = await serveOperation(ending);
      const proxy = await openProxy(service.port);
      const faulty = during(
        spell,
        () => proxy.setLink(link, spell.times),
        () => proxy.setLink(undefined),
      );
      return withFault(service, faulty, {
        url: `http://127.0.0.1:${proxy.port}`,
        release: async () => await proxy.close(),
      });
    },
  };
}

const toThisMachine: LookupFunction = (_name, { all }, callback) => {
  if (all === true) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
};

/** The same over TLS; a link is told the bytes of the handshake first. */
function tlsFault(
  name: string,
  fault: { readonly link?: Link; readonly certificate?: string },
  verdict?: Fault["verdict"],
): Fault {
  return {
    name,
    ...(verdict !== undefined && { verdict }),
    async serve(spell, ending) {
      const service = await serveOperation(ending, (handle) =>
        createTlsServer({ key, cert: certificate }, handle),
      );
      const server = service.server as TlsServer;
      const proxy = await openProxy(service.port);
      const faulty = during(
        spell,
        () => {
          if (fault.link !== undefined) proxy.setLink(fault.link, spell.times);
          if (fault.certificate !== undefined) server.setSecureContext({ key, cert: fault.certificate });
        },
        () => {
          proxy.setLink(undefined);
          server.setSecureContext({ key, cert: certificate });
        },
      );
      const httpsAgent = new HttpsAgent({
        ca: [certificate, expired],
        keepAlive: true,
        lookup: toThisMachine,
      });
      return withFault(service, faulty, {
        url: `https://localhost:${proxy.port}`,
        agents: { httpsAgent },
        async release() {
          httpsAgent.destroy();
          await proxy.close();
        },
      });
    },
  };
}

/** The name of the endpoint is looked up for each request, and not found as it should be. */
function dnsFault(name: string, lookUp: LookupFunction): Fault {
  return {
    name,
    async serve(spell, ending) {
      const service = await serveOperation(ending);
      let isFaulty = false;
      let met = 0;
      const faulty = during(
        spell,
        () => (isFaulty = true),
        () => (isFaulty = false),
      );
      const lookup: LookupFunction = (...given) => {
        if (isFaulty && met++ < (spell.times ?? Number.POSITIVE_INFINITY)) lookUp(...given);
        else toThisMachine(...given);
      };
      return withFault(service, faulty, {
        url: `http://servicediscovery.test:${service.port}`,
        agents: { httpAgent: new HttpAgent({ lookup }) },
      });
    },
  };
}

function lookupError(code: string): Error {
  return Object.assign(new Error(`getaddrinfo ${code} servicediscovery.test`), {
    code,
    syscall: "getaddrinfo",
  });
}

/** In the handshake, the first message of the client is the first request. */
const beginning = (what: NonNullable<Link["onRequest"]>): Link => ({
  onRequest(tunnel, bytes, pass) {
    if (tunnel.requests === 1) what(tunnel, bytes, pass);
    else pass(bytes);
  },
});

const internalError = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x50]);

export const networkFaults: readonly Fault[] = [
  ...Object.entries(links).map(([name, link]) => tcpFault(`TCP: ${name}`, link)),
  tlsFault("TLS: closed by the first message", { link: beginning(({ client }) => client.end()) }),
  tlsFault("TLS: reset in the middle of the handshake", {
    link: {
      onAnswer({ client }, bytes, pass) {
        pass(bytes.subarray(0, 100));
        setTimeout(() => client.resetAndDestroy(), 20);
      },
    },
  }),
  tlsFault("TLS: the handshake never ends", { link: { onAnswer() {} } }),
  tlsFault("TLS: the server says that it has an error", {
    link: beginning(({ client }) => client.end(internalError)),
  }),
  tlsFault(
    "TLS: the server speaks plain HTTP",
    { link: beginning(({ client }) => client.end("HTTP/1.1 400 Bad Request\r\n\r\n")) },
    "unreachable",
  ),
  tlsFault("TLS: a certificate that has expired", { certificate: expired }, "unreachable"),
  tlsFault("TLS: cut in the middle of an answer", {
    link: {
      onAnswer(tunnel, bytes, pass) {
        // The handshake has two of the client's messages.
        if (tunnel.requests < 3) return pass(bytes);
        pass(bytes.subarray(0, 60));
        setTimeout(() => tunnel.client.destroy(), 20);
      },
    },
  }),
  dnsFault("DNS: no such name", (_name, _options, callback) => callback(lookupError("ENOTFOUND"), "", 4)),
  dnsFault("DNS: the server has failed", (_name, _options, callback) =>
    callback(lookupError("EAI_AGAIN"), "", 4),
  ),
  dnsFault("DNS: no answer", () => {}),
  dnsFault("DNS: an address at which nobody listens", (_name, { all }, callback) => {
    if (all === true) callback(null, [{ address: "127.0.0.2", family: 4 }]);
    else callback(null, "127.0.0.2", 4);
  }),
];
