// What can happen to packets, one by one, done by the kernel: rules of nftables in a network namespace of this run's own.
import { execFileSync, spawnSync } from "node:child_process";
import { readlinkSync } from "node:fs";
import type { Fault } from "../fault.js";
import { during, serveOperation, withFault } from "../server.js";

/** Set in the process that has a namespace to itself. */
const inNamespace = "FAULTS_NAMESPACE";

/** Whether this process may do with the network what it likes: it reaches nothing, and nothing reaches it. */
export const isAlone: boolean = process.env[inNamespace] !== undefined;

const unshare = ["--net", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"])];

/** Why no packets can be lost on this machine; undefined where they can. */
export function whyNoNamespace(): string | undefined {
  const { error, status, stderr } = spawnSync("unshare", [...unshare, "nft", "list", "ruleset"], {
    encoding: "utf8",
  });
  if (status === 0) return undefined;
  return `it takes Linux, namespaces and nftables: ${error?.message ?? stderr.trim()}`;
}

/** Runs a program of Node's in a network namespace of its own; returns its exit status. */
export function runAlone(args: readonly string[]): number {
  const env = { ...process.env, [inNamespace]: readlinkSync("/proc/self/ns/net") };
  const { status } = spawnSync("unshare", [...unshare, process.execPath, ...args], { stdio: "inherit", env });
  return status ?? 1;
}

function nft(...words: readonly string[]): string {
  return execFileSync("nft", [...words], { encoding: "utf8" });
}

/** Brings the namespace's own loopback up, which is all that it has. */
export function prepareNamespace(): void {
  // Whatever the environment says, the machine's own network is left alone.
  if (!isAlone || readlinkSync("/proc/self/ns/net") === process.env[inNamespace])
    throw new Error("this is the network of the machine");
  execFileSync("ip", ["link", "set", "lo", "up"]);
  nft("add", "table", "inet", "faults");
}

/** One chain for each port, with these rules while the fault lasts. */
function packetFault(name: string, rules: (port: number) => readonly string[]): Fault {
  return {
    name: `packets: ${name}`,
    isOfKeptConnections: name.startsWith("a firewall"),
    isUnseen: name.startsWith("a firewall forgets"),
    async serve(spell, ending) {
      const service = await serveOperation(ending);
      const chain = ["inet", "faults", `port${service.port}`];
      nft("add", "chain", ...chain, "{ type filter hook input priority 0 ; }");
      const faulty = during(
        // Packets belong to no request: the first second stands for the first one.
        spell.times === undefined ? spell : { from: 0, until: 1 },
        () => {
          for (const rule of rules(service.port)) nft("add", "rule", ...chain, rule);
        },
        () => nft("flush", "chain", ...chain),
      );
      return withFault(service, faulty, { release: () => void nft("delete", "chain", ...chain) });
    },
  };
}

/** Both ways. */
function of(port: number, what: string): string[] {
  return [`tcp dport ${port} ${what}`, `tcp sport ${port} ${what}`];
}

export const packetFaults: readonly Fault[] = [
  packetFault("all are lost", (port) => of(port, "drop")),
  packetFault("30 % are lost", (port) => of(port, "numgen random mod 100 < 30 drop")),
  packetFault("those to the server are lost", (port) => [`tcp dport ${port} drop`]),
  packetFault("those from the server are lost", (port) => [`tcp sport ${port} drop`]),
  packetFault("more than 2 kB a second are lost", (port) =>
    of(port, "limit rate over 2 kbytes/second burst 1 kbytes drop"),
  ),
  packetFault("a firewall forgets its connections, and drops them", (port) => [
    `tcp dport ${port} ct state new ct mark set 1`,
    ...of(port, "ct mark != 1 drop"),
  ]),
  packetFault("a firewall resets connections", (port) => [`tcp dport ${port} reject with tcp reset`]),
  packetFault("the host can't be reached", (port) => [
    `tcp dport ${port} reject with icmpx host-unreachable`,
  ]),
];
