// What can be wrong with a TCP connection, one by one.
import type { Link, Tunnel } from "./proxy.js";

function later(ms: number, tunnel: Tunnel, what: () => void): void {
  setTimeout(() => {
    if (!tunnel.client.destroyed) what();
  }, ms);
}

function delayed(oneWayMs: () => number): Link {
  const lastAt = new WeakMap<Tunnel, { asked: number; answered: number }>();
  const forwarding =
    (way: "asked" | "answered"): NonNullable<Link["onRequest"]> =>
    (tunnel, bytes, pass) => {
      const last = lastAt.get(tunnel) ?? { asked: 0, answered: 0 };
      lastAt.set(tunnel, last);
      // However late a packet is, those after it wait for it.
      last[way] = Math.max(last[way], performance.now() + oneWayMs());
      later(last[way] - performance.now(), tunnel, () => pass(bytes));
    };
  return { onRequest: forwarding("asked"), onAnswer: forwarding("answered") };
}

/** Delays in a fixed order: a packet in three is lost, and comes when it is sent again. */
function lossy(): () => number {
  let packets = 0;
  return () => [20, 20, 220, 20, 620, 20][packets++ % 6] ?? 0;
}

function silent(): void {}

/** The first so many bytes of an answer, and then what `end` does. */
function cutAnswer(bytes: number, end: (tunnel: Tunnel) => void): Link {
  return {
    onAnswer(tunnel, all, pass) {
      pass(all.subarray(0, bytes));
      later(20, tunnel, () => end(tunnel));
    },
  };
}

const reset = ({ client }: Tunnel): void => void client.resetAndDestroy();

export const links: Readonly<Record<string, Link>> = {
  "each way takes 300 ms": delayed(() => 300),
  "a packet in three is lost": delayed(lossy()),
  "an answer comes in drops": {
    onAnswer(tunnel, bytes, pass) {
      for (let at = 0; at < bytes.length; at += 40)
        later(at * 2, tunnel, () => pass(bytes.subarray(at, at + 40)));
    },
  },
  "reset as it is opened": { onConnection: reset },
  "reset by a request": { onRequest: reset },
  "reset in the middle of an answer": cutAnswer(60, reset),
  "closed in the middle of an answer": cutAnswer(60, ({ client }) => client.destroy()),
  "a black hole": { onRequest: silent, onAnswer: silent },
  "answers are lost, requests are not": { onAnswer: silent },
  "half-open: connections from before are dead": {
    isOnlyForEarlier: true,
    onRequest: silent,
    onAnswer: silent,
  },
  "a connection dies unseen after its first answer": {
    isKept: true,
    onRequest({ requests }, bytes, pass) {
      if (requests === 1) pass(bytes);
    },
  },
  "keep-alive race: closed as the next request comes": {
    onRequest({ requests, client }, bytes, pass) {
      if (requests === 1) pass(bytes);
      else client.end();
    },
  },
  "keep-alive race: reset as the next request comes": {
    onRequest(tunnel, bytes, pass) {
      if (tunnel.requests === 1) pass(bytes);
      else reset(tunnel);
    },
  },
  "closed right after each answer": {
    onAnswer({ client }, bytes, pass) {
      pass(bytes);
      setImmediate(() => client.end());
    },
  },
};
