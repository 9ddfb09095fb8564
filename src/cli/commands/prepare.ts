import { sleep } from "../../platform/timers.js";
import { CommandError, exitCodes } from "../exit-status.js";
import { type Connection, connect, makeClient } from "../input/aws-client.js";
import { operationsInText } from "../input/aws-cli-output.js";
import type { Options } from "../input/command-line.js";
import type { Requested } from "../input/operation-ids.js";
import { placeOf, readFrom, requestedOperations } from "../input/requested-operations.js";
import { type Input, openInput, TextReader } from "../input/text-reader.js";
import { EndedEarly, type Lifetime } from "../lifetime.js";
import { NotStarted } from "../not-started.js";
import { formatMs } from "../output/format.js";
import { say } from "../output/say.js";

/**
 * Finds out which operations are meant, from the arguments, files and stdin.
 * @throws {NotStarted} when the time is up or a signal comes while one of them is still open, and for what is wrong
 * beside ids that stdin had, which may be nowhere else.
 */
export async function readOperations(options: Options, lifetime: Lifetime): Promise<Requested[]> {
  const { operands } = options;
  const sources = readFrom(operands).map((operand) => sourceOf(operand));
  const textsOf = (): Map<string, string> =>
    new Map(sources.map(({ operand, reader }) => [operand, reader.text]));
  try {
    if (sources.length > 0)
      await patiently(readAll(sources), `reading ${places(sources)}`, options, lifetime);
    return requestedOperations(operands, textsOf());
  } catch (error) {
    const operations = operationsSoFar(operands, textsOf());
    if (error instanceof EndedEarly) {
      const open = sources.filter(({ hasEnded }) => !hasEnded);
      for (const { input } of open) input.destroy();
      throw notStarted(
        operations,
        `${places(open)} ${open.length > 1 ? "were" : "was"} still open`,
        lifetime,
      );
    }
    const isToldAnyway = !operands.includes("-") || operations.length === 0;
    if (!(error instanceof CommandError) || isToldAnyway) throw error;
    throw new NotStarted(operations, "invalid", error.message);
  }
}

/** Stdin or a file, as it is read. */
interface Source {
  readonly operand: string;
  readonly input: Input;
  readonly reader: TextReader;
  hasEnded: boolean;
}

function sourceOf(operand: string): Source {
  const input = operand === "-" ? process.stdin : openInput(operand.slice(1));
  return { operand, input, reader: new TextReader(placeOf(operand)), hasEnded: false };
}

function places(sources: readonly Source[]): string {
  return sources.map(({ operand }) => placeOf(operand)).join(", ");
}

/** Reads all to their end, also beside one that can't be read. */
async function readAll(sources: readonly Source[]): Promise<void> {
  const ends = await Promise.allSettled(
    sources.map(async (source) => {
      await source.reader.read(source.input);
      source.hasEnded = true;
    }),
  );
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** What can be read of what has come: it may be cut off. */
function operationsSoFar(operands: readonly string[], texts: ReadonlyMap<string, string>): Requested[] {
  return operands.flatMap((operand) => {
    try {
      return requestedOperations([operand], texts);
    } catch {
      return [];
    }
  });
}

/**
 * Connects to AWS.
 * @throws {NotStarted} when that can't be done, or not in time.
 */
export async function connectFor(
  operations: readonly Requested[],
  options: Options,
  lifetime: Lifetime,
): Promise<Connection> {
  try {
    const client = await makeClient(options);
    return await patiently(connect(client, options), "looking for credentials", options, lifetime);
  } catch (error) {
    if (error instanceof EndedEarly)
      throw notStarted(operations, "no credentials had been found yet", lifetime);
    if (!(error instanceof CommandError)) throw error;
    throw new NotStarted(
      operations,
      error.exitCode === exitCodes.denied ? "denied" : "invalid",
      error.message,
      error.instead,
    );
  }
}

async function patiently<T>(
  work: Promise<T>,
  doing: string,
  options: Options,
  lifetime: Lifetime,
): Promise<T> {
  return await lifetime.during(work, options.heartbeat * 1000, () => tellStill(doing, options, lifetime));
}

/** The heartbeat of what comes before the polls. */
export function tellStill(
  doing: string,
  { quiet, progress }: Pick<Options, "quiet" | "progress">,
  { elapsedMs }: Lifetime,
): void {
  if (!quiet && progress !== "none") say(`still ${doing} after ${formatMs(elapsedMs)}`);
}

function notStarted(operations: readonly Requested[], what: string, lifetime: Lifetime): NotStarted {
  const { received } = lifetime.signals;
  return received === undefined
    ? new NotStarted(
        operations,
        "timed-out",
        `Timed out after ${formatMs(lifetime.elapsedMs)} (--timeout): ${what}, so nothing was polled.`,
      )
    : new NotStarted(operations, "aborted", `Interrupted by ${received}: ${what}, so nothing was polled.`);
}

/**
 * The ids that come through stdin, for one who has failed for another reason: they may be nowhere else. Waits for them
 * only a little.
 */
export async function rescueIds(): Promise<Requested[]> {
  const reader = new TextReader("stdin");
  try {
    await Promise.race([reader.read(process.stdin), sleep(2000)]);
    return operationsInText(reader.text, "stdin");
  } catch {
    return [];
  }
}
