import { printable } from "../core/text.js";
import { create, setAttribute, setText } from "./dom.js";
import type { Formats } from "./format.js";
import type { ProgressSnapshot } from "./progress-store.js";
import type { Verdict } from "./summary.js";

const connectionWords = {
  idle: "Not connected yet",
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  finished: "Finished",
  failed: "Disconnected",
} as const;

/** What it is about, the verdict, and how the connection stands, which says nothing about the operations. */
export class HeaderView {
  readonly node: HTMLElement;
  readonly heading: HTMLElement;
  readonly #verdict: HTMLElement = create("strong", { class: "verdict", part: "verdict" });
  readonly #context: HTMLElement = create("span", { class: "context" });
  readonly #connection: HTMLElement;
  readonly #state: HTMLElement = create("span", { class: "state", tabindex: -1 });
  readonly #stale: HTMLTimeElement = create("time");
  readonly #retry: HTMLButtonElement;

  constructor(isPage: boolean, retry: () => void) {
    this.heading = create(isPage ? "h1" : "h2", { class: "heading", part: "heading", tabindex: -1 });
    this.#retry = create(
      "button",
      { type: "button", class: "retry", part: "button", hidden: true },
      "Retry now",
    );
    this.#retry.addEventListener("click", retry);
    const dot = create("span", { class: "dot", "aria-hidden": "true" });
    this.#connection = create(
      "p",
      { class: "connection", part: "connection" },
      dot,
      this.#state,
      this.#retry,
    );
    const facts = create("p", { class: "facts" }, this.#verdict, this.#context);
    this.node = create("header", { class: "header", part: "header" }, this.heading, facts, this.#connection);
  }

  render(snapshot: ProgressSnapshot, heading: string, verdict: Verdict, formats: Formats): void {
    setText(this.heading, printable(heading, 200));
    setText(this.#verdict, `${verdict.icon} ${verdict.text}`);
    setAttribute(this.#verdict, "data-tone", verdict.tone);
    setText(this.#context, contextText(snapshot, formats));
    this.#renderConnection(snapshot, formats);
  }

  #renderConnection({ connection, lastEventAt }: ProgressSnapshot, formats: Formats): void {
    const { state, message } = connection;
    const isStale = state === "reconnecting" || state === "failed";
    setAttribute(this.#connection, "data-state", state);
    const word = connectionWords[state] + (message === undefined ? "" : ` (${printable(message, 100)})`);
    if (isStale && lastEventAt !== undefined) {
      this.#stale.dateTime = new Date(lastEventAt).toISOString();
      setText(this.#stale, formats.time(lastEventAt));
      this.#state.replaceChildren(`${word} · stale since `, this.#stale);
    } else setText(this.#state, word);
    if (this.#retry.hidden !== isStale) return;
    // The button must not take the focus away with it.
    if (!isStale && this.#retry.matches(":focus")) this.#state.focus();
    this.#retry.hidden = !isStale;
  }
}

function contextText({ context, operations }: ProgressSnapshot, formats: Formats): string {
  let startedAt = Number.POSITIVE_INFINITY;
  for (const operation of operations.values()) startedAt = Math.min(startedAt, operation.startedAt);
  const started = Number.isFinite(startedAt) ? [`started ${formats.time(startedAt)}`] : [];
  const place = [context.region, context.profile].flatMap((word) =>
    word === undefined ? [] : [printable(word, 100)],
  );
  return [...place, ...started].join(" · ");
}
