import { usageError } from "../exit-status.js";
import { expected } from "./operation-ids.js";

const mostBytes = 10_000_000;

/** What is read from stdin, also before it has ended. */
export class StdinReader {
  readonly #chunks: Buffer[] = [];

  /** Reads to the end. A terminal has nothing to read: nobody would know that it waits for input. */
  async read(stdin: NodeJS.ReadStream): Promise<string> {
    if (stdin.isTTY) throw usageError(`Nothing is piped into stdin. ${expected}`);
    let bytes = 0;
    for await (const chunk of stdin) {
      // Without an encoding, a stream has buffers.
      const buffer = chunk as Buffer;
      bytes += buffer.length;
      if (bytes > mostBytes) throw usageError(`stdin has more than 10 MB. ${expected}`);
      this.#chunks.push(buffer);
    }
    return this.text;
  }

  get text(): string {
    return decode(Buffer.concat(this.#chunks));
  }
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
