import { printable } from "../core/text.js";
import { copyButton, type Tell } from "./copy-button.js";
import { detailsOf, type DetailsContext } from "./details-view.js";
import { create, setAttribute, setText } from "./dom.js";
import type { Formats } from "./format.js";
import { LaneView } from "./lane-view.js";
import { type OperationProgress, tookMs } from "./operation-progress.js";
import { labelOf, typeLabel } from "./rows.js";
import { standingOf } from "./standing.js";

/** One operation in the list: a row, and its details below it when they are open. */
export class RowView {
  readonly node: HTMLElement;
  readonly row: HTMLElement;
  operation: OperationProgress;
  #isOpen = false;
  #shownFor: readonly unknown[] = [];
  readonly #cells = {
    icon: create("span", { class: "icon", "aria-hidden": "true" }),
    label: create("bdi", { class: "label" }),
    type: create("div", { role: "gridcell", class: "type" }),
    status: create("div", { role: "gridcell", class: "status", part: "status" }),
    lane: create("div", { role: "gridcell", class: "lane" }),
    problem: create("span", { class: "problem" }),
    elapsed: create("span", { class: "elapsed" }),
    usual: create("span", { class: "usual" }),
    targets: create("div", { role: "gridcell", class: "targets" }),
  };
  readonly #lane: LaneView;
  readonly #details = create("div", { role: "gridcell", class: "details" });
  readonly #detailsRow = create("div", { role: "row", class: "details-row", hidden: true }, this.#details);

  /** `origin` is where the places in its lane count from. */
  constructor(operation: OperationProgress, origin: number) {
    this.operation = operation;
    const { icon, label, type, status, lane, problem, elapsed, usual, targets } = this.#cells;
    this.#lane = new LaneView(origin);
    lane.append(this.#lane.node, problem);
    const name = create("div", { role: "gridcell", class: "name" }, icon, label);
    const took = create("div", { role: "gridcell", class: "took" }, elapsed, usual);
    this.row = create(
      "div",
      { role: "row", class: "row", part: "row", tabindex: -1 },
      name,
      type,
      status,
      lane,
      took,
      targets,
    );
    this.node = create("div", { class: "item", part: "item" }, this.row, this.#detailsRow);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  setOpen(isOpen: boolean, context: DetailsContext): void {
    this.#isOpen = isOpen;
    this.#renderDetails(context);
  }

  /** At which level of the tree it is. */
  setLevel(level: number): void {
    setAttribute(this.row, "aria-level", level);
    setAttribute(this.#detailsRow, "aria-level", level + 1);
  }

  /** Shows the operation as it is now; does nothing where nothing has changed. */
  render(operation: OperationProgress, now: number, context: DetailsContext): void {
    this.operation = operation;
    const { label, type, targets } = this.#cells;
    setText(label, printable(labelOf(operation), 200));
    setText(type, printable(typeLabel(operation.operationType), 100));
    if (targets.childNodes.length === 0) this.#renderTargets(context.tell);
    this.tick(now, context.formats);
    this.#renderDetails(context);
  }

  /** Shows what changes by itself, as time passes. */
  tick(now: number, formats: Formats): void {
    const { operation } = this;
    const standing = standingOf(operation, now);
    const { icon, status, problem, elapsed, usual } = this.#cells;
    setAttribute(this.node, "data-category", standing.category);
    setAttribute(this.node, "data-slow", standing.slow);
    setText(icon, standing.icon);
    setText(status, standing.word);
    setText(problem, problemText(operation, now, formats));
    setText(elapsed, formats.duration(tookMs(operation, now)));
    const { usualMs } = operation;
    setText(usual, usualMs === undefined ? "" : `usual ${formats.range(usualMs)}`);
    setAttribute(this.node, "data-lane", operation.problem ? "problem" : standing.category);
    this.#lane.render(operation);
  }

  #renderTargets(tell: Tell): void {
    const { outcome } = this.operation;
    if (outcome?.outcome !== "succeeded") return;
    for (const [kind, id] of Object.entries(outcome.targets)) {
      if (typeof id !== "string") continue;
      const text = printable(id, 200);
      const name = `${kind.toLowerCase()} id ${text}`;
      this.#cells.targets.append(
        create(
          "span",
          { class: "target" },
          create("code", { dir: "ltr" }, text),
          copyButton("Copy", name, () => id, tell),
        ),
      );
    }
  }

  #renderDetails(context: DetailsContext): void {
    const { operation } = this;
    const isOpen = this.#isOpen;
    setAttribute(this.row, "aria-expanded", String(isOpen));
    this.#detailsRow.hidden = !isOpen;
    const shownFor = [
      operation.transitions,
      operation.outcome,
      operation.name,
      context.context,
      context.formats,
    ];
    if (!isOpen || shownFor.every((value, index) => value === this.#shownFor[index])) return;
    this.#shownFor = shownFor;
    this.#details.replaceChildren(...detailsOf(operation, context));
  }
}

function problemText(
  { problem, status, lastSeenAt }: OperationProgress,
  now: number,
  formats: Formats,
): string {
  if (problem === undefined) return "";
  const what =
    problem.statusCode === undefined
      ? (problem.errorCode ?? problem.errorName)
      : `HTTP ${problem.statusCode}`;
  const nextMs = Math.max(0, problem.nextAttemptAt - now);
  const next = nextMs < 1000 ? "now" : `in ${formats.duration(Math.ceil(nextMs / 1000) * 1000)}`;
  const seen =
    status !== null && lastSeenAt !== undefined
      ? ` · last seen ${status} at ${formats.time(lastSeenAt)}`
      : "";
  return `${printable(what, 100)} from Cloud Map, attempt ${problem.attempt + 1} ${next}${seen}`;
}
