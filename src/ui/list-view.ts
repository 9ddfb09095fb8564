import { create, moveBefore } from "./dom.js";
import type { DetailsContext } from "./details-view.js";
import { GroupView } from "./group-view.js";
import { type KeyTarget, pressKey } from "./list-keys.js";
import { keyOf, type OperationProgress } from "./operation-progress.js";
import { unmoved } from "./reorder.js";
import type { Group } from "./rows.js";
import { RowView } from "./row-view.js";

const columns = ["Name", "Operation", "Status", "Timeline", "Took", "Created"];

/** A thousand open failures would bury everything else. */
const openedAtMost = 20;

/** The operations as a tree grid with one tab stop. Rows that are out of sight cost neither layout nor ticking. */
export class ListView {
  readonly node: HTMLElement;
  readonly #body = create("div", { class: "body", role: "rowgroup" });
  readonly #rows = new Map<string, RowView>();
  readonly #groups = new Map<string, GroupView>();
  readonly #views = new WeakMap<Element, RowView | GroupView>();
  readonly #visible = new Set<RowView>();
  readonly #sight = new IntersectionObserver((entries) => this.#see(entries), { rootMargin: "50%" });
  /** The nodes in the body, in their order. */
  #shown: readonly HTMLElement[] = [];
  #current: HTMLElement | undefined;
  /** Where the places in the lanes count from. */
  #origin: number | undefined;
  /** How many failures were opened for the viewer. */
  #opened = 0;
  #now: () => number;
  #context: DetailsContext;

  constructor(now: () => number, context: DetailsContext, focusFilter: () => void, onToggle: () => void) {
    this.#now = now;
    this.#context = context;
    const head = create("div", { role: "row", class: "head" });
    for (const column of columns)
      head.append(create("div", { role: "columnheader", class: `column-${column.toLowerCase()}` }, column));
    this.node = create(
      "div",
      { role: "treegrid", class: "list", part: "list", "aria-label": "Operations", hidden: true },
      create("div", { role: "rowgroup", class: "head-group" }, head),
      this.#body,
    );
    const target = this.#keyTarget(focusFilter, onToggle);
    this.node.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return;
      if (pressKey(event.key, event.target, target)) event.preventDefault();
    });
    this.node.addEventListener("focusin", (event) => this.#focusMoved(event.target));
    this.node.addEventListener("click", (event) => this.#clicked(event.target, target));
  }

  set context(context: DetailsContext) {
    this.#context = context;
  }

  get current(): HTMLElement | undefined {
    return this.#current;
  }

  /** Shows one operation as it is now, in a row of its own. */
  update(operation: OperationProgress): void {
    const key = keyOf(operation);
    let view = this.#rows.get(key);
    if (view === undefined) {
      this.#origin ??= operation.startedAt;
      view = new RowView(operation, this.#origin);
      this.#rows.set(key, view);
      this.#views.set(view.row, view);
      this.#sight.observe(view.node);
    }
    const hadEnded = view.operation !== operation && view.operation.outcome !== undefined;
    view.render(operation, this.#now(), this.#context);
    if (!hadEnded && view.node.dataset["category"] === "failed" && this.#opened++ < openedAtMost)
      view.setOpen(true, this.#context);
  }

  /** Puts the rows into the order of the groups, moving as few as can be. */
  arrange(groups: readonly Group[]): void {
    const next: HTMLElement[] = [];
    for (const { name, operations } of groups) {
      const group = name === undefined ? undefined : this.#groupOf(name);
      if (group !== undefined && name !== undefined) {
        group.render(name, operations, this.#now());
        next.push(group.node);
      }
      if (group?.isOpen === false) continue;
      for (const operation of operations) {
        const view = this.#rows.get(keyOf(operation));
        if (view === undefined) continue;
        view.setLevel(group === undefined ? 1 : 2);
        next.push(view.node);
      }
    }
    this.#place(next);
    this.node.hidden = this.#rows.size === 0;
    const rows = this.#rowNodes();
    if (this.#current === undefined || !rows.includes(this.#current)) this.#setCurrent(rows[0]);
  }

  /** Shows what the time changes in the rows that are in sight. */
  tick(): void {
    const now = this.#now();
    for (const view of this.#visible)
      if (view.operation.outcome === undefined) view.tick(now, this.#context.formats);
  }

  /** Sets how much time the lanes span. */
  setSpan(from: number, now: number): void {
    const { style } = this.#body;
    const origin = this.#origin ?? from;
    style.setProperty("--start", String(from - origin));
    style.setProperty("--now", String(now - origin));
    style.setProperty("--span", String(Math.max(1000, now - from)));
  }

  clear(): void {
    this.#sight.disconnect();
    this.#visible.clear();
    this.#rows.clear();
    this.#groups.clear();
    this.#place([]);
    this.#current = undefined;
    this.#origin = undefined;
    this.#opened = 0;
  }

  #place(next: readonly HTMLElement[]): void {
    const wanted = new Set(next);
    for (const node of this.#shown) if (!wanted.has(node)) node.remove();
    const shown = this.#shown.filter((node) => wanted.has(node));
    const kept = unmoved(
      shown,
      next.filter((node) => node.parentNode === this.#body),
    );
    let before: Node | null = null;
    for (const node of next.toReversed()) {
      if (!kept.has(node)) moveBefore(this.#body, node, before);
      before = node;
    }
    this.#shown = next;
  }

  #groupOf(name: string): GroupView {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = new GroupView();
      this.#groups.set(name, group);
      this.#views.set(group.node, group);
    }
    return group;
  }

  #rowNodes(): HTMLElement[] {
    return this.#shown.map((node) =>
      node.matches(".item") ? (node.firstElementChild as HTMLElement) : node,
    );
  }

  #setCurrent(row: HTMLElement | undefined): void {
    if (this.#current === row) return;
    if (this.#current) this.#current.tabIndex = -1;
    this.#current = row;
    if (row) row.tabIndex = 0;
  }

  #see(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const view = this.#views.get(target.firstElementChild ?? target);
      if (!(view instanceof RowView)) continue;
      if (isIntersecting) {
        this.#visible.add(view);
        view.tick(this.#now(), this.#context.formats);
      } else this.#visible.delete(view);
    }
  }

  #focusMoved(target: EventTarget | null): void {
    if (!(target instanceof Element)) return;
    const row = target.closest(".group") ?? target.closest(".item")?.firstElementChild;
    if (row instanceof HTMLElement) this.#setCurrent(row);
  }

  #clicked(target: EventTarget | null, list: KeyTarget): void {
    if (!(target instanceof Element) || target.closest("button") !== null) return;
    const row = target.closest<HTMLElement>(".group, .row");
    const selected = getSelection()?.isCollapsed === false;
    if (row !== null && !selected) list.setOpen(row, !list.isOpen(row));
  }

  #keyTarget(focusFilter: () => void, onToggle: () => void): KeyTarget {
    return {
      rows: () => this.#rowNodes(),
      current: () => this.#current,
      focusRow: (row) => {
        this.#setCurrent(row);
        row.focus();
      },
      isOpen: (row) => this.#views.get(row)?.isOpen === true,
      setOpen: (row, isOpen) => {
        const view = this.#views.get(row);
        if (view instanceof RowView) view.setOpen(isOpen, this.#context);
        else if (view !== undefined) {
          view.isOpen = isOpen;
          onToggle();
        }
      },
      buttons: (row) => Array.from((row.closest(".item") ?? row).querySelectorAll<HTMLElement>("button")),
      isFailed: (row) => row.parentElement?.dataset["category"] === "failed",
      focusFilter,
    };
  }
}
