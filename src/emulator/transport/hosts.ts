/** Which names of hosts a request may be addressed to: a page of the web may have let a name of its own lead here. */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

export function isLoopback(host: string): boolean {
  const plain = host.toLowerCase().replace(/^::ffff:/, "");
  return plain === "localhost" || plain === "::1" || (isIP(plain) === 4 && plain.startsWith("127."));
}

/** The host that a request names, without its port. */
export function hostOf({ headers }: IncomingMessage): string {
  const name = (headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
  return name.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

/**
 * Whether the API answers to it. A foreign name is how a web page gets at a server on this machine (DNS rebinding). An
 * address can't be rebound; names under `.localhost` never leave the machine (RFC 6761); a request for a whole URL comes
 * from a client whose proxy this is, and no page can make one.
 */
export function isAllowedHost(request: IncomingMessage, allowed: readonly string[]): boolean {
  if (request.headers.host === undefined || /^https?:\/\//i.test(request.url ?? "")) return true;
  const host = hostOf(request);
  // DiscoverInstances goes to the host with this prefix.
  return [host, host.replace(/^data-/, "")].some((name) => isOwnName(name, allowed));
}

function isOwnName(name: string, allowed: readonly string[]): boolean {
  return isLoopback(name) || isIP(name) !== 0 || name.endsWith(".localhost") || isGiven(name, allowed);
}

/** From this machine, and by one of its own names or one that was given. */
export function isLocal(request: IncomingMessage, allowed: readonly string[]): boolean {
  const host = hostOf(request);
  return isLoopback(request.socket.remoteAddress ?? "") && (isLoopback(host) || isGiven(host, allowed));
}

function isGiven(name: string, allowed: readonly string[]): boolean {
  return allowed.some((each) => each.toLowerCase() === name);
}
