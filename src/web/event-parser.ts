/** One message of an event stream: the fields that it had. */
export interface EventMessage {
  readonly id?: string;
  readonly event?: string;
  /** The lines of its data, joined by line feeds. */
  readonly data?: string;
  readonly retry?: number;
}

/** A message that is longer than any event of ours: whoever sends it sends no events. */
export class MessageTooLongError extends Error {
  override readonly name = "MessageTooLongError";
}

interface Fields {
  id?: string;
  event?: string;
  retry?: number;
}

/**
 * Reads an event stream piece by piece, by the rules of the HTML standard: a line ends with CR, LF or both, a message
 * with an empty line, and a message that is cut short by the end of the stream is none.
 */
export class EventStreamParser {
  readonly #maxLength: number;
  #line = "";
  #endedWithCr = false;
  #fields: Fields = {};
  #data: string[] = [];
  #length = 0;

  /** `maxLength` in characters bounds one message, so that one without end takes no memory without end. */
  constructor(maxLength = 1_000_000) {
    this.#maxLength = maxLength;
  }

  /**
   * The messages that a piece of the stream completes.
   * @throws {MessageTooLongError}
   */
  *push(piece: string): Generator<EventMessage, void, undefined> {
    if (piece === "") return;
    let start = this.#endedWithCr && piece.startsWith("\n") ? 1 : 0;
    this.#endedWithCr = piece.endsWith("\r");
    const lineEnd = /\r\n|\n|\r/g;
    lineEnd.lastIndex = start;
    for (let end = lineEnd.exec(piece); end !== null; end = lineEnd.exec(piece)) {
      const line = this.#line + piece.slice(start, end.index);
      this.#line = "";
      start = lineEnd.lastIndex;
      if (line === "") yield* this.#complete();
      else this.#readLine(line);
    }
    this.#line += piece.slice(start);
    this.#checkLength(this.#line.length);
  }

  *#complete(): Generator<EventMessage, void, undefined> {
    const message = { ...this.#fields, ...(this.#data.length > 0 && { data: this.#data.join("\n") }) };
    this.#fields = {};
    this.#data = [];
    this.#length = 0;
    if (Object.keys(message).length > 0) yield message;
  }

  #readLine(line: string): void {
    const [, field = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    this.#checkLength(line.length);
    if (field === "data") {
      this.#data.push(value);
      this.#length += line.length;
    } else if (field === "event") this.#fields.event = value;
    else if (field === "id" && !value.includes("\0")) this.#fields.id = value;
    else if (field === "retry" && /^\d{1,9}$/.test(value)) this.#fields.retry = Number(value);
  }

  #checkLength(more: number): void {
    if (this.#length + more > this.#maxLength)
      throw new MessageTooLongError(`A message of the stream is longer than ${this.#maxLength} characters`);
  }
}
