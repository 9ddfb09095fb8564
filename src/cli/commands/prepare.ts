import { sleep } from "../../platform/timers.js";
import { CommandError, exitCodes } from "../exit-status.js";
import { type Connection, connect, makeClient } from "../input/aws-client.js";
import { operationsInText } from "../input/aws-cli-output.js";
import type { Options } from "../input/command-line.js";
import type { Requested } from "../input/operation-ids.js";
import { readsStdin, requestedOperations } from "../input/requested-operations.js";
import { StdinReader } from "../input/stdin.js";
import { EndedEarly, type Lifetime } from "../lifetime.js";
import { NotStarted } from "../not-started.js";
import { formatMs } from "../output/format.js";
import { say } from "../output/say.js";

/**
 * Finds out which operations are meant, from the arguments and stdin.
 * @throws {NotStarted} when the time is up or a signal comes while stdin is still open.
 */
export async function readOperations(options: Options, lifetime: Lifetime): Promise<Requested[]> {
  const { operands } = options;
  if (!readsStdin(operands)) return requestedOperations(operands, "");
  const stdin = new StdinReader();
  try {
    return requestedOperations(
      operands,
      await patiently(stdin.read(process.stdin), "reading stdin", options, lifetime),
    );
  } catch (error) {
    if (!(error instanceof EndedEarly)) throw error;
    process.stdin.destroy();
    throw notStarted(operationsSoFar(operands, stdin.text), "stdin was still open", lifetime);
  }
}

/** What came before the end may be an id already. */
function operationsSoFar(operands: readonly string[], text: string): Requested[] {
  try {
    return requestedOperations(operands, text);
  } catch {
    return operandsAlone(operands);
  }
}

function operandsAlone(operands: readonly string[]): Requested[] {
  return requestedOperations(
    operands.filter((operand) => operand !== "-"),
    "",
  );
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
  const reader = new StdinReader();
  try {
    await Promise.race([reader.read(process.stdin), sleep(2000)]);
    return operationsInText(reader.text, "stdin");
  } catch {
    return [];
  }
}
