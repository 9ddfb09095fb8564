import { compact } from "../../core/json.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import { verifyAdoption } from "../../waiter/adoption.js";
import { exitCodes } from "../exit-status.js";
import { operationsInText } from "../input/aws-cli-output.js";
import type { Options } from "../input/command-line.js";
import { looksLikeId, type Requested } from "../input/operation-ids.js";
import { decode } from "../input/text-reader.js";
import type { Lifetime } from "../lifetime.js";
import { NotStarted } from "../not-started.js";
import { formatMs } from "../output/format.js";
import { sanitize } from "../output/sanitize.js";
import { say } from "../output/say.js";
import { AwsCalls } from "../start/aws-calls.js";
import type { AwsCommand } from "../start/aws-command.js";
import type { ChildEnd } from "../start/child.js";
import { existingNamespace } from "../start/existing-namespace.js";
import { otherOperation } from "../start/other-operation.js";
import { statusOf } from "../start/child-status.js";
import { runInTime, type TimeLimit } from "../start/timed-child.js";
import { connectFor, tellStill } from "./prepare.js";
import { pollAll } from "./poll-all.js";
import { type Amended, tellExisting, waitFor } from "./wait.js";

/** Starts an operation with the AWS CLI and waits for it; what is there already, or in progress, will do as well. */
export async function startAndWait(
  command: AwsCommand,
  options: Options,
  lifetime: Lifetime,
): Promise<number> {
  const limit: TimeLimit = {
    lifetime,
    heartbeatMs: options.heartbeat * 1000,
    onHeartbeat: () => tellStill("waiting for the AWS CLI", options, lifetime),
  };
  const calls = new AwsCalls(command, limit);
  for (;;) {
    const { received } = lifetime.signals;
    if (received !== undefined)
      throw new NotStarted([], "aborted", `Interrupted by ${received}: nothing was started.`);
    const end = await start(command, options, limit);
    if (hasStarted(end, lifetime)) {
      if (end.code !== 0) process.stderr.write(end.heldBack);
      return await waitForStarted(command, end, calls, options, lifetime);
    }
    const { name, message = "" } = refusalIn(end.stderr);
    if (name === "NamespaceAlreadyExists") {
      const existing = await existingNamespace(command, calls);
      if ("id" in existing) return tellExisting(existing.id, options, lifetime);
      return giveUp(command, end, existing.refusal);
    }
    if (name === undefined && isCutShort(end, lifetime)) throw unanswered(end, lifetime);
    if (name !== "DuplicateRequest") return giveUp(command, end);
    const other = await otherOperation(command, message, calls);
    if (other === undefined)
      return giveUp(command, end, "Another operation is in progress, but it could not be found.");
    const { operationId, isTheSame } = other;
    const label = sanitize(operationId, 255);
    if (isTheSame) {
      tell(`Operation ${label} is already doing the same. Waiting for it.`, options);
      const amend = async (outcomes: readonly Outcome[]): Promise<Amended> => ({
        outcomes: await Promise.all(outcomes.map((outcome) => adopted(outcome, command, calls))),
      });
      return await waitFor([named(operationId, command)], options, lifetime, { amend, isAccepted: true });
    }
    tell(
      `Operation ${label} is in progress on the same resource. Waiting for it, then trying again.`,
      options,
    );
    const before = await waitOut(operationId, options, lifetime);
    if (before?.outcome !== "succeeded" && before?.outcome !== "failed") {
      say(`Nothing was started, because operation ${label} has not ended. Run the same command again.`);
      return exitCodes.timeout;
    }
  }
}

/** How the command ended, and what of its stderr has not been shown yet. */
interface Ended extends ChildEnd {
  readonly heldBack: string;
}

/** An error of Cloud Map is held back: what exists, or is in progress, may do as well, and then there is no error. */
async function start({ words }: AwsCommand, { quiet, verbose }: Options, limit: TimeLimit): Promise<Ended> {
  let heldBack = "";
  const onStderr = (text: string): void => {
    const printed = heldBack + text;
    // The AWS CLI writes an empty line first, by itself; newer ones begin with their name.
    const error = quiet ? 0 : printed.search(/^\s*$|(?<![^\n])\s*(?:aws: \[ERROR\]: )?An error occurred \(/);
    const shown = error < 0 || (verbose && !quiet) ? printed.length : error;
    process.stderr.write(printed.slice(0, shown));
    heldBack = printed.slice(shown);
  };
  const end = await runInTime(words, limit, {
    stdio: ["inherit", "pipe", "pipe"],
    // The flag --output still wins; every format is read.
    env: { ...process.env, AWS_PAGER: "", AWS_DEFAULT_OUTPUT: "json" },
    onStderr,
  });
  return { ...end, heldBack };
}

function isCutShort({ isTimedOut }: Ended, { signals }: Lifetime): boolean {
  return isTimedOut === true || signals.received !== undefined;
}

/** What has failed, or was ended, may have printed the operation's id before. */
function hasStarted(end: Ended, lifetime: Lifetime): boolean {
  if (end.code === 0) return true;
  try {
    const operations = operationsInText(decode(end.stdout), "its output");
    return operations.some(({ operationId }) => isCutShort(end, lifetime) || looksLikeId(operationId));
  } catch {
    return false;
  }
}

/** Nobody knows whether Cloud Map has the request. */
function unanswered({ heldBack }: Ended, { signals, elapsedMs }: Lifetime): NotStarted {
  process.stderr.write(heldBack);
  const [outcome, what] =
    signals.received === undefined
      ? (["timed-out", `Timed out after ${formatMs(elapsedMs)} (--timeout)`] as const)
      : (["aborted", "Interrupted"] as const);
  return new NotStarted(
    [],
    outcome,
    `${what} before Cloud Map answered: an operation may have been started. Run the same command again to find it.`,
  );
}

async function waitForStarted(
  command: AwsCommand,
  { stdout }: ChildEnd,
  calls: AwsCalls,
  options: Options,
  lifetime: Lifetime,
): Promise<number> {
  const text = decode(stdout);
  let operations: readonly Requested[];
  try {
    operations = operationsInText(text, "its output").map(({ operationId }) => named(operationId, command));
  } catch (error) {
    say(
      `The command succeeded and printed:\n${text
        .split("\n")
        .map((line) => sanitize(line))
        .join("\n")}`,
    );
    throw error;
  }
  const amend = async (outcomes: readonly Outcome[]): Promise<Amended> => {
    // A private namespace that exists is reported only once Route 53 has refused its zone.
    const isTaken = outcomes.some(
      (one) => one.outcome === "failed" && one.code === "CANNOT_CREATE_HOSTED_ZONE",
    );
    const existing = isTaken ? await existingNamespace(command, calls) : undefined;
    if (existing !== undefined && "refusal" in existing) say(existing.refusal);
    return { outcomes, ...(existing !== undefined && "id" in existing && { existing: existing.id }) };
  };
  return await waitFor(operations, options, lifetime, { amend, isAccepted: true });
}

/** Waits for somebody else's operation, whose end is not a result. */
async function waitOut(
  operationId: string,
  options: Options,
  lifetime: Lifetime,
): Promise<Outcome | undefined> {
  const operations = [{ operationId }];
  const connection = await connectFor(operations, options, lifetime);
  const events = { start() {}, event() {} };
  try {
    const polled = { operations, names: new Map(), connection, events };
    const { outcomes } = await pollAll(polled, options, lifetime);
    return outcomes[0];
  } finally {
    connection.client.destroy();
  }
}

function named(operationId: string, { input }: AwsCommand): Requested {
  const name = input["InstanceId"] ?? input["Name"];
  return { operationId, ...compact({ name }) };
}

/** What was in progress may have created something else: one type of operation stands for three commands. */
async function adopted(outcome: Outcome, { action, input }: AwsCommand, calls: AwsCalls): Promise<Outcome> {
  const readNamespace = async (id: string): Promise<unknown> => await calls.getNamespace(id);
  const verified = await verifyAdoption(
    { command: action, input, isAskedFor: false, readNamespace },
    outcome,
  );
  return { ...verified, adopted: true };
}

/** The AWS CLI's own text, and nothing of its error's members. */
function refusalIn(stderr: string): { name?: string; message?: string } {
  return /An error occurred \((?<name>\w+)\) when calling[^:]*: (?<message>.*)/s.exec(stderr)?.groups ?? {};
}

/** The command's own failure. What it printed is no result, so all of it goes to stderr. */
function giveUp({ words }: AwsCommand, end: Ended, reason?: string): number {
  process.stderr.write(end.stdout);
  process.stderr.write(end.heldBack);
  if (reason !== undefined) say(reason);
  return statusOf(words, end);
}

function tell(line: string, { quiet }: Options): void {
  if (!quiet) say(line);
}
