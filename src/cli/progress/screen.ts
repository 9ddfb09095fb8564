import { columnsOf } from "../output/text-width.js";
import { render, type Span } from "./style.js";
import type { TerminalCapabilities } from "./terminal-capabilities.js";

const hideCursor = "\u001B[?25l";
const showCursor = "\u001B[?25h";
const clearBelow = "\u001B[J";
const clearRight = "\u001B[K";
/** A terminal that knows these shows all between them at once; others ignore them. */
const [beginUpdate, endUpdate] = ["\u001B[?2026h", "\u001B[?2026l"];

interface Part {
  readonly text: string;
  readonly columns: number;
}

interface Line extends Part {
  readonly parts: readonly Part[];
}

/** A block at the bottom of a terminal that is drawn again and again, of which only changed rows are written. */
export class Screen {
  readonly #stream: NodeJS.WriteStream;
  readonly #capabilities: TerminalCapabilities;
  readonly #isSynchronized: boolean;
  #drawn: readonly Line[] = [];
  #width = 0;
  #isOpen = false;

  constructor(stream: NodeJS.WriteStream, capabilities: TerminalCapabilities, env: NodeJS.ProcessEnv) {
    this.#stream = stream;
    this.#capabilities = capabilities;
    this.#isSynchronized = env["TERM"] !== "linux";
  }

  /** The rows and columns that a block may fill. No row fills the last column: what comes then differs by terminal. */
  get size(): { columns: number; rows: number } {
    return {
      columns: Math.max(20, this.#stream.columns || 80) - 1,
      rows: Math.max(4, this.#stream.rows || 24),
    };
  }

  draw(rows: readonly (readonly Span[])[]): void {
    // A terminal that is slow, far away or stopped gets the next one.
    if (this.#stream.writableNeedDrain) return;
    const { columns } = this.size;
    const lines = rows.map((spans) => this.#lineOf(spans));
    const canPatch = this.#isOpen && lines.length === this.#drawn.length && columns === this.#width;
    const update = canPatch ? this.#patch(lines) : this.#redraw(lines);
    this.#drawn = lines;
    this.#width = columns;
    if (update !== "") this.#write(`${this.#isOpen ? "" : hideCursor}${update}`);
    this.#isOpen = true;
  }

  /** Takes the block away, and gives the cursor back. */
  close(after = ""): void {
    if (this.#isOpen) this.#write(`${this.#upToTop()}${clearBelow}${after}${showCursor}`);
    this.#isOpen = false;
    this.#drawn = [];
  }

  #write(text: string): void {
    this.#stream.write(this.#isSynchronized ? `${beginUpdate}${text}${endUpdate}` : text);
  }

  #lineOf(spans: readonly Span[]): Line {
    const parts = spans.map((span) => ({
      text: render([span], this.#capabilities),
      columns: columnsOf(span.text),
    }));
    return {
      parts,
      text: parts.map(({ text }) => text).join(""),
      columns: parts.reduce((sum, { columns }) => sum + columns, 0),
    };
  }

  #patch(lines: readonly Line[]): string {
    return lines
      .map((line, index) => {
        const before = this.#drawn[index];
        if (before === undefined || line.text === before.text) return "";
        const up = lines.length - index;
        return `\u001B[${up}A${patchOf(before, line)}\r\u001B[${up}B`;
      })
      .join("");
  }

  #redraw(lines: readonly Line[]): string {
    return `${this.#upToTop()}${clearBelow}${lines.map(({ text }) => `${text}\n`).join("")}`;
  }

  #upToTop(): string {
    // The terminal may have become narrower, and wrapped what was one row.
    const width = this.size.columns + 1;
    const rows = this.#drawn.reduce((sum, { columns }) => sum + Math.max(1, Math.ceil(columns / width)), 0);
    return rows === 0 ? "\r" : `\r\u001B[${rows}A`;
  }
}

/** What changes one line into another: its changed parts, if the others stay where they are. */
function patchOf(before: Line, { parts, text }: Line): string {
  const isInPlace =
    parts.length === before.parts.length &&
    parts.every(({ columns }, index) => columns === before.parts[index]?.columns);
  if (!isInPlace) return `${text}${clearRight}`;
  let column = 1;
  return parts
    .map((part, index) => {
      const at = column;
      column += part.columns;
      return part.text === before.parts[index]?.text ? "" : `\u001B[${at}G${part.text}`;
    })
    .join("");
}
