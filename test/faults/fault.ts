import type { ServerResponse } from "node:http";
import type { Ending, FaultyServer, Spell } from "./server.js";

/** How the wait may end although the operation succeeds, when the fault comes or while it lasts. */
export type Verdict = "denied" | "invalid" | "not-found" | "unreachable";

/** Something that goes wrong between a client and Cloud Map. */
export interface Fault {
  readonly name: string;
  /** Cloud Map with this fault, for a spell. */
  readonly serve: (spell: Spell, ending: Ending) => Promise<FaultyServer>;
  /** Cloud Map says that it was asked too often. */
  readonly isThrottle?: boolean;
  /** It strikes connections that are kept for the next request, which many waits on one client share. */
  readonly isOfKeptConnections?: boolean;
  /** Idle connections die of it, and nobody is told. */
  readonly isUnseen?: boolean;
  /** What the fault means: the wait ends at once with this, by design. */
  readonly verdict?: Verdict;
}

/** A fault that takes over one HTTP exchange. */
export interface HttpFault extends Pick<Fault, "name" | "isThrottle" | "verdict"> {
  /** Takes over an exchange; `serve` answers it as Cloud Map would. */
  readonly take: (response: ServerResponse, serve: () => void) => void;
  /** The port is closed while the fault lasts. */
  readonly isClosed?: boolean;
}
