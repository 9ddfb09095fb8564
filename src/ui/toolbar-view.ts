import { create, setAttribute, setText } from "./dom.js";
import type { ProgressState } from "./progress-state.js";
import { type Group, type Grouping, groupsOf, type SortOrder, type View } from "./rows.js";
import type { Summary } from "./summary.js";

const categories = [
  ["all", "All"],
  ["failed", "Failed"],
  ["unfinished", "Unfinished"],
  ["running", "Running"],
  ["succeeded", "Succeeded"],
] as const;

const sorts: readonly (readonly [SortOrder, string])[] = [
  ["attention", "Needs attention first"],
  ["started", "As started"],
  ["slowest", "Slowest first"],
  ["name", "By name"],
];

const groupings: readonly (readonly [Grouping, string])[] = [
  ["none", "No groups"],
  ["group", "Group by name given"],
  ["type", "Group by operation"],
  ["status", "Group by status"],
];

/** Which operations are shown, and in which order. */
export class ToolbarView {
  readonly node: HTMLElement;
  #view: View = { category: "all", text: "", sort: "attention", grouping: "none" };
  readonly filter: HTMLInputElement = create("input", {
    type: "search",
    class: "filter",
    part: "filter",
    placeholder: "Filter by name, id, type or error code",
    "aria-label": "Filter operations",
  });
  readonly #chips = new Map<View["category"], HTMLButtonElement>();
  readonly #grouping: HTMLSelectElement;
  #isGroupingChosen = false;

  constructor(onChange: () => void) {
    const change = (part: Partial<View>): void => {
      this.#view = { ...this.#view, ...part };
      onChange();
    };
    const chips = create("div", { class: "chips", role: "group", "aria-label": "Show" });
    for (const [category, label] of categories) {
      const chip = create("button", { type: "button", class: "chip", part: "button chip" }, label);
      chip.addEventListener("click", () => change({ category }));
      this.#chips.set(category, chip);
      chips.append(chip);
    }
    this.filter.addEventListener("input", () => change({ text: this.filter.value }));
    const sort = choice("Sort", sorts, (value) => change({ sort: value }));
    this.#grouping = choice("Group", groupings, (value) => {
      this.#isGroupingChosen = true;
      change({ grouping: value });
    });
    this.node = create(
      "div",
      { class: "toolbar", part: "toolbar" },
      chips,
      this.filter,
      sort,
      this.#grouping,
    );
  }

  /** The operations that are wanted, in the order that is. Given groups are used, unless the viewer has chosen. */
  groupsOf({ operations }: ProgressState, now: number): Group[] {
    if (!this.#isGroupingChosen) {
      const hasGroups = Array.from(operations.values()).some(({ group }) => group !== undefined);
      this.#view = { ...this.#view, grouping: hasGroups ? "group" : "none" };
      this.#grouping.value = this.#view.grouping;
    }
    return groupsOf(operations.values(), this.#view, now);
  }

  render({ total, counts }: Summary): void {
    const numbers = { ...counts, running: counts.running + counts.unseen, all: total };
    for (const [category, label] of categories) {
      const chip = this.#chips.get(category);
      if (chip === undefined) continue;
      const isChosen = this.#view.category === category;
      setText(chip, `${label} ${numbers[category]}`);
      setAttribute(chip, "aria-pressed", String(isChosen));
      // A chip that nothing stands behind is in the way, but never the one that is pressed or focused.
      chip.hidden = category !== "all" && numbers[category] === 0 && !isChosen && !chip.matches(":focus");
    }
  }
}

function choice<Value extends string>(
  label: string,
  values: readonly (readonly [Value, string])[],
  onChange: (value: Value) => void,
): HTMLSelectElement {
  const select = create("select", { class: "choice", part: "select", "aria-label": label });
  for (const [value, text] of values) select.append(create("option", { value }, text));
  select.addEventListener("change", () => {
    const chosen = values[select.selectedIndex]?.[0];
    if (chosen !== undefined) onChange(chosen);
  });
  return select;
}
