import { startTimer } from "../platform/timers.js";
import { printable } from "../core/text.js";
import type { OperationProgress } from "./operation-progress.js";
import { labelOf } from "./rows.js";
import { type Standing, standingOf } from "./standing.js";

const pauseMs = 1000;
const namedAtMost = 3;

interface Change {
  readonly operation: OperationProgress;
  readonly standing: Standing;
}

/** Changes as one sentence for somebody who listens: by name where they are few, else by number. */
export function announcementOf(changes: readonly Change[]): string {
  const failures = changes.filter(({ standing }) => standing.category === "failed");
  const named = changes.length === 1 ? changes : failures.length <= namedAtMost ? failures : [];
  const counted = new Map<string, number>();
  for (const change of changes) {
    const word = change.standing.word.toLowerCase();
    if (!named.includes(change)) counted.set(word, (counted.get(word) ?? 0) + 1);
  }
  return [
    ...named.map(
      ({ operation, standing }) => `${printable(labelOf(operation), 100)}: ${reasonOf(operation, standing)}`,
    ),
    ...Array.from(counted, ([word, count]) => `${count} ${word}`),
  ].join(", ");
}

function reasonOf({ outcome }: OperationProgress, { word }: Standing): string {
  return outcome?.outcome === "failed" ? `${word}, ${printable(outcome.code, 100)}` : word;
}

/** Tells a live region of changes, together and at most once a second. */
export class Announcer {
  readonly #say: (text: string) => void;
  #changes = new Map<string, Change>();
  #texts: string[] = [];
  #stop: (() => void) | undefined;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** An operation has changed; only how it stands when it is told counts. */
  change(key: string, operation: OperationProgress, now: number): void {
    this.#changes.set(key, { operation, standing: standingOf(operation, now) });
    this.#schedule();
  }

  /** Something else to say. */
  tell(text: string): void {
    this.#texts.push(text);
    this.#schedule();
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #schedule(): void {
    this.#stop ??= startTimer(pauseMs, () => {
      this.#stop = undefined;
      const changes = [...this.#changes.values()];
      const texts = [...(changes.length > 0 ? [announcementOf(changes)] : []), ...this.#texts];
      this.#changes = new Map();
      this.#texts = [];
      this.#say(texts.join(". "));
    });
  }
}
