import type { OperationEvent } from "../../waiter/events/events.js";
import { labelOf } from "../input/names.js";
import { formatAge, formatMs } from "../output/format.js";
import { problemWords } from "./problem-words.js";
import type { Progress, Watched } from "./progress.js";

/** While an outage lasts, it is reported again after this long. */
const againAfterMs = 5000;
/** A throttle or two are part of finding the quota. */
const mostThrottles = 2;

/** Reports an outage when it begins, once in a while as it lasts, and when it is over: for many operations at once. */
export class Outages {
  readonly #watched: Watched;
  readonly #affected = new Set<string>();
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** The line that an event is worth, if it is worth one. */
  lineOf(event: Parameters<Progress["event"]>[0]): string | undefined {
    if (event.type === "retry") {
      const isUsual = event.reason === "throttled" && event.attempt <= mostThrottles;
      return isUsual ? undefined : this.#begun(event);
    }
    if (event.type === "poll" && event.status !== undefined) return this.#isOver(event.operationId);
    if (event.type === "settled") this.#affected.delete(event.operationId);
    return undefined;
  }

  #begun(event: Extract<OperationEvent, { type: "retry" }>): string | undefined {
    this.#affected.add(event.operationId);
    const now = performance.now();
    if (now - this.#toldAt < againAfterMs) return undefined;
    this.#toldAt = now;
    const others = this.#affected.size - 1;
    const label = labelOf(event.operationId, this.#watched.names);
    return (
      `${label}${others > 0 ? ` and ${others} more` : ""}: ${problemWords(event)} (attempt ${event.attempt}), ` +
      `next attempt in ${formatMs(event.delayMs)}${this.#lastSeen(event.operationId)}`
    );
  }

  #isOver(operationId: string): string | undefined {
    if (!this.#affected.delete(operationId) || this.#affected.size > 0) return undefined;
    this.#toldAt = Number.NEGATIVE_INFINITY;
    return "Cloud Map answers again";
  }

  #lastSeen(operationId: string): string {
    for (const { operationId: id, status, lastSeenAt } of this.#watched.fleet.operations()) {
      if (id === operationId && lastSeenAt !== undefined && status !== null)
        return `; last seen ${status} ${formatAge(Date.now() - lastSeenAt)} ago`;
    }
    return "";
  }
}
