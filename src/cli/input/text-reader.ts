import { constants, createReadStream, fstatSync, openSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { type CommandError, usageError } from "../exit-status.js";
import { sanitize } from "../output/sanitize.js";
import { expected } from "./operation-ids.js";

/** Stdin, or what stands for a file. */
export type Input = Readable & { readonly isTTY?: boolean };

const mostBytes = 10_000_000;

/** What is read from stdin or from a file, also before it has ended. */
export class TextReader {
  readonly #where: string;
  readonly #chunks: Buffer[] = [];

  /** @param where what people call the place that the text comes from */
  constructor(where: string) {
    this.#where = where;
  }

  /**
   * Reads to the end. A terminal has nothing to read: nobody would know that it waits for input.
   * @throws {CommandError} with exit status 2 for what can't be read.
   */
  async read(input: Input): Promise<void> {
    if (input.isTTY === true) throw usageError(`Nothing is piped into ${this.#where}. ${expected}`);
    let bytes = 0;
    try {
      for await (const chunk of input) {
        // Without an encoding, a stream has buffers.
        const buffer = chunk as Buffer;
        bytes += buffer.length;
        if (bytes > mostBytes) break;
        this.#chunks.push(buffer);
      }
    } catch (error) {
      throw unreadable(error);
    }
    if (bytes > mostBytes) throw usageError(`${this.#where} has more than 10 MB. ${expected}`);
  }

  get text(): string {
    return decode(Buffer.concat(this.#chunks));
  }
}

/**
 * Opens a file. One that is a pipe is read as stdin is, since a thread that waits for what comes would hold up the end of
 * the process.
 * @throws {CommandError} with exit status 2 for one that can't be opened.
 */
export function openInput(path: string): Input {
  try {
    // Windows has no such flag.
    const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    return fstatSync(fd).isFIFO() ? new Socket({ fd, writable: false }) : createReadStream(path, { fd });
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(error: unknown): CommandError {
  return usageError(`@FILE can't be read: ${sanitize((error as Error).message, 300)}`);
}

/** PowerShell writes UTF-16, with a byte order mark or without; everybody else UTF-8. */
export function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  return new TextDecoder(
    bytes.length < 2 ? "utf-8" : isLittle ? "utf-16le" : isBig ? "utf-16be" : "utf-8",
  ).decode(bytes);
}
