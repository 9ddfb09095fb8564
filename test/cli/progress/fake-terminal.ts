import { EventEmitter } from "node:events";

/** A terminal of a size, and what was written to it since the last reading. */
export class FakeTerminal extends EventEmitter {
  columns: number | undefined;
  rows: number | undefined;
  writableNeedDrain = false;
  #text = "";

  constructor(columns?: number, rows?: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): boolean {
    this.#text += text;
    return true;
  }

  /** With escapes that can be read. */
  get news(): string {
    const text = this.#text.replaceAll("\u001B", "ESC").replaceAll("\u0007", "BEL");
    this.#text = "";
    return text;
  }

  get stream(): NodeJS.WriteStream {
    // Nothing else of a stream is used.
    return this as unknown as NodeJS.WriteStream;
  }
}
