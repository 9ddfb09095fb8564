import { create, setAttribute, setText } from "./dom.js";
import type { Formats } from "./format.js";
import type { OperationProgress } from "./operation-progress.js";
import type { Category } from "./standing.js";
import { type Summary, usualTimeLeft } from "./summary.js";

const segments: readonly (readonly [Category, icon: string, word: string])[] = [
  ["succeeded", "✔", "succeeded"],
  ["failed", "✖", "failed"],
  ["unfinished", "◑", "still running or unknown"],
  ["running", "◐", "running"],
  ["unseen", "○", "not seen yet"],
];

/** One bar for all operations, by how they stand, with the numbers below it. */
export class OverallView {
  readonly node: HTMLElement;
  readonly #bar: HTMLElement = create("div", { class: "overall-bar", part: "overall" });
  readonly #segments = new Map<Category, HTMLElement>();
  readonly #counts = new Map<Category, HTMLElement>();
  readonly #timeLeft: HTMLElement = create("span", { class: "time-left" });

  constructor() {
    const counts = create("p", { class: "counts" });
    for (const [category, icon, word] of segments) {
      const segment = create("div", {
        class: "segment",
        part: `segment ${category}`,
        "data-category": category,
      });
      this.#segments.set(category, segment);
      this.#bar.append(segment);
      const number = create("b");
      const count = create(
        "span",
        { class: "count", "data-category": category, hidden: true },
        create("span", { "aria-hidden": "true" }, `${icon} `),
        number,
        ` ${word}`,
      );
      this.#counts.set(category, number);
      counts.append(count);
    }
    this.node = create(
      "div",
      { class: "overall" },
      this.#bar,
      create("div", { class: "below" }, counts, this.#timeLeft),
    );
  }

  render(summary: Summary, formats: Formats): void {
    const { total, ended, counts } = summary;
    for (const [category] of segments) {
      const segment = this.#segments.get(category);
      if (segment) {
        segment.hidden = counts[category] === 0;
        segment.style.setProperty("flex-grow", String(counts[category]));
      }
      const number = this.#counts.get(category);
      if (number?.parentElement) {
        number.parentElement.hidden = counts[category] === 0;
        setText(number, formats.count(counts[category]));
      }
    }
    const text = `${formats.count(ended)} of ${formats.count(total)} ended`;
    // Once all has ended nothing is in progress any more, and a bar that stayed would say that something is.
    const isOver = summary.isOver && ended === total;
    setAttribute(this.#bar, "role", total === 0 ? undefined : isOver ? "img" : "progressbar");
    setAttribute(this.#bar, "aria-label", total === 0 ? undefined : isOver ? text : "All operations");
    setAttribute(this.#bar, "aria-valuemin", isOver || total === 0 ? undefined : 0);
    setAttribute(this.#bar, "aria-valuemax", isOver || total === 0 ? undefined : total);
    setAttribute(this.#bar, "aria-valuenow", isOver || total === 0 ? undefined : ended);
    setAttribute(this.#bar, "aria-valuetext", isOver || total === 0 ? undefined : text);
  }

  renderTimeLeft(operations: Iterable<OperationProgress>, now: number, formats: Formats): void {
    setText(this.#timeLeft, timeLeftText(usualTimeLeft(operations, now), formats));
  }
}

function timeLeftText(timeLeft: ReturnType<typeof usualTimeLeft>, formats: Formats): string {
  if (timeLeft === undefined) return "";
  if (timeLeft === "longer") return "Longer than usual";
  return `Usually ${formats.range(timeLeft)} to go`;
}
