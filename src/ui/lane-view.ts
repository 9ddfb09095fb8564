import { create, setAttribute } from "./dom.js";
import type { OperationProgress } from "./operation-progress.js";

/**
 * When an operation was waiting and when it was worked on, as pieces of a lane. The list says how long the lane is, and what
 * time it is. Places are milliseconds since `origin`: a browser may keep a style's numbers with seven digits only.
 */
export class LaneView {
  readonly node: HTMLElement = create("span", { class: "track", "aria-hidden": "true" });
  readonly #origin: number;

  constructor(origin: number) {
    this.#origin = origin;
    for (const name of ["waiting", "working", "usual-end"])
      this.node.append(create("span", { class: `piece ${name}` }));
  }

  render({ startedAt, transitions, endedAt, usualMs, createdAt = startedAt }: OperationProgress): void {
    const working = transitions.find(({ to }) => to !== "SUBMITTED")?.at;
    this.#place("--from", startedAt);
    // What has not begun to work yet is waiting until now, and what has not ended works until now.
    this.#place("--working", working ?? "var(--end)");
    this.#place("--end", endedAt ?? "var(--now)");
    this.#place("--usual", usualMs === undefined ? "0" : createdAt + usualMs.high);
    setAttribute(this.node, "data-usual", usualMs !== undefined);
  }

  #place(name: string, at: number | string): void {
    this.node.style.setProperty(name, typeof at === "number" ? String(at - this.#origin) : at);
  }
}
