import { compact } from "../../core/json.js";
import type { OperationEvent } from "../../waiter/events/events.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import type { Names } from "../input/names.js";
import { jsonLine } from "./sanitize.js";
import type { Line, NamedOperation, StartLine, Summary, WaitDocument } from "./json-types.js";

/** The version of the format; see schema/events.schema.json. */
export const formatVersion: string = "1.0";

export function summaryOf(
  words: readonly (keyof Summary["counts"])[],
  rest: Omit<Summary, "counts">,
): Summary {
  const counts: { -readonly [Word in keyof Summary["counts"]]: number } = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return { ...rest, counts };
}

/** What was thrown stays here: it may hold more than a log should have. */
function withoutCause(outcome: Outcome): Outcome {
  const { cause: _cause, ...rest } = { cause: undefined, ...outcome };
  return rest;
}

function nameMember(operationId: string, names: Names): { name?: string } {
  return compact({ name: names.get(operationId) });
}

export function namedOperation(operationId: string, names: Names): NamedOperation {
  return { operationId, ...nameMember(operationId, names) };
}

/** Writes the events of a run as JSON lines, numbered from 1: a `start`, the library's events, a `summary`. */
export class EventWriter {
  readonly #write: (line: string) => void;
  readonly #names: Names;
  #seq = 0;

  constructor(write: (line: string) => void, names: Names) {
    this.#write = write;
    this.#names = names;
  }

  start(operationIds: readonly string[], rest: Pick<StartLine, "region" | "timeoutMs">): void {
    const count = operationIds.length;
    this.#line({
      type: "start",
      operations: operationIds.map((id) => namedOperation(id, this.#names)),
      ...rest,
      message: `Waiting for ${count} operation${count === 1 ? "" : "s"}`,
    });
  }

  event(event: OperationEvent): void {
    const named = { ...event, ...nameMember(event.operationId, this.#names) };
    this.#line(named.type === "settled" ? { ...named, outcome: withoutCause(named.outcome) } : named);
  }

  summary(summary: Summary): void {
    this.#line({ type: "summary", ...summary });
  }

  #line(members: Members<Line>): void {
    this.#write(jsonLine({ v: formatVersion, at: Date.now(), ...members, seq: ++this.#seq }));
  }
}

/** What is particular to a line. */
type Members<L> = L extends Line ? Omit<L, "v" | "seq" | "at"> : never;

/** The one document of `--output json`: an outcome for each id in the order of the arguments, and the summary. */
export function waitDocument(outcomes: readonly Outcome[], names: Names, summary: Summary): string {
  const document: WaitDocument = {
    v: formatVersion,
    outcomes: outcomes.map((outcome) => ({
      ...withoutCause(outcome),
      ...nameMember(outcome.operationId, names),
    })),
    summary,
  };
  return jsonLine(document);
}
