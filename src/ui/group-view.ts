import { printable } from "../core/text.js";
import { create, setAttribute, setText } from "./dom.js";
import type { OperationProgress } from "./operation-progress.js";
import { standingOf } from "./standing.js";

/** The heading of a group in the list, which opens and closes it. */
export class GroupView {
  readonly node: HTMLElement;
  isOpen = true;
  readonly #icon = create("span", { class: "icon", "aria-hidden": "true" });
  readonly #name = create("bdi", { class: "label" });
  readonly #counts = create("span", { class: "group-counts" });

  constructor() {
    const cell = create(
      "div",
      { role: "gridcell", class: "group-cell" },
      this.#icon,
      this.#name,
      this.#counts,
    );
    this.node = create(
      "div",
      { role: "row", class: "group", part: "group", "aria-level": 1, tabindex: -1 },
      cell,
    );
  }

  render(name: string, operations: readonly OperationProgress[], now: number): void {
    const counts = new Map<string, number>();
    for (const operation of operations) {
      const word = standingOf(operation, now).word.toLowerCase();
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    const total = operations.length === 1 ? "1 operation" : `${operations.length} operations`;
    setText(this.#name, printable(name, 200));
    setText(this.#counts, [total, ...Array.from(counts, ([word, count]) => `${count} ${word}`)].join(" · "));
    setText(this.#icon, this.isOpen ? "▾" : "▸");
    setAttribute(this.node, "aria-expanded", String(this.isOpen));
  }
}
