/** What a list lets its keys do. */
export interface KeyTarget {
  /** The rows that are shown, in their order. */
  rows(): readonly HTMLElement[];
  current(): HTMLElement | undefined;
  /** Makes a row the one that Tab leads to, and focuses it. */
  focusRow(row: HTMLElement): void;
  isOpen(row: HTMLElement): boolean;
  setOpen(row: HTMLElement, isOpen: boolean): void;
  /** The buttons of a row and of its details. */
  buttons(row: HTMLElement): readonly HTMLElement[];
  isFailed(row: HTMLElement): boolean;
  focusFilter(): void;
}

const page = 10;

/**
 * The keys of a tree grid: up and down between rows, right and left into a row and out of it, Enter opens and closes. And
 * `f` for the next failure, `/` for the filter. Returns whether the key was one of them.
 */
export function pressKey(key: string, focused: HTMLElement, list: KeyTarget): boolean {
  const row = list.current();
  if (row === undefined) return false;
  const isOnRow = focused === row;
  switch (key) {
    case "ArrowDown":
    case "j":
      return step(row, 1, list);
    case "ArrowUp":
    case "k":
      return step(row, -1, list);
    case "PageDown":
      return step(row, page, list);
    case "PageUp":
      return step(row, -page, list);
    case "Home":
      return step(row, Number.NEGATIVE_INFINITY, list);
    case "End":
      return step(row, Number.POSITIVE_INFINITY, list);
    case "ArrowRight":
      return goIn(row, focused, list);
    case "ArrowLeft":
    case "Escape":
      if (!isOnRow) list.focusRow(row);
      else if (key === "ArrowLeft") list.setOpen(row, false);
      return true;
    case "Enter":
    case " ":
      // On a button they press it.
      if (isOnRow) list.setOpen(row, !list.isOpen(row));
      return isOnRow;
    case "f":
      return nextFailure(row, list);
    case "/":
      list.focusFilter();
      return true;
    default:
      return false;
  }
}

function step(row: HTMLElement, by: number, list: KeyTarget): boolean {
  const rows = list.rows();
  const place = Math.min(Math.max(rows.indexOf(row) + by, 0), rows.length - 1);
  const next = rows[place];
  if (next !== undefined) list.focusRow(next);
  return true;
}

function goIn(row: HTMLElement, focused: HTMLElement, list: KeyTarget): boolean {
  if (focused === row && !list.isOpen(row)) {
    list.setOpen(row, true);
    return true;
  }
  const buttons = list.buttons(row);
  const next = buttons[buttons.indexOf(focused) + 1];
  next?.focus();
  return true;
}

function nextFailure(row: HTMLElement, list: KeyTarget): boolean {
  const rows = list.rows();
  const place = rows.indexOf(row);
  const next = [...rows.slice(place + 1), ...rows.slice(0, place + 1)].find((other) => list.isFailed(other));
  if (next !== undefined) list.focusRow(next);
  return true;
}
