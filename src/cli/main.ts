#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { type Options, parseCommandLine } from "./input/command-line.js";
import type { Connection } from "./input/aws-client.js";
import { completion } from "./commands/completion.js";
import { CommandError, exitCodes, usageError } from "./exit-status.js";
import { explain } from "./commands/explain.js";
import { helpText } from "./commands/help.js";
import { idsIn, readStdin } from "./input/operation-ids.js";
import { sanitize } from "./output/sanitize.js";
import { dropNodeVersionWarning } from "./warnings.js";

// Who reads may have left (`| head -1`); there is nobody to tell. A result that can't be written is a failure.
process.stderr.on("error", () => {});
process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
  if (code === "EPIPE") return;
  process.stderr.write(`cloudmap-wait: stdout can't be written: ${sanitize(message, 300)}\n`);
  process.exit(exitCodes.internal);
});

dropNodeVersionWarning();

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.exitCode = explainFailure(error);
}

async function run(argv: readonly string[]): Promise<number> {
  if (argv.includes("--version")) return print(`${versionOf()}\n`);
  const options = parseCommandLine(argv, process.env);
  switch (options.command) {
    case "help":
      return print(helpText());
    case "explain":
      return print(explain(options.operands));
    case "completion":
      return print(completion(options.operands));
    case "demo":
      return await (await import("./commands/demo.js")).demo(options);
    case "status":
      return await wait({ ...options, timeout: 0 });
    case "wait":
      return await wait(options);
  }
}

async function wait(options: Options): Promise<number> {
  const ids = await idsOf(options);
  const { output, eventsFile, githubOutput } = options;
  if (ids.length === 0 && output === "text" && eventsFile === undefined && githubOutput === undefined)
    return exitCodes.success;
  const connection = await connectFor(ids, options);
  const { runWait } = await import("./commands/wait.js");
  try {
    return await runWait(ids, options, connection);
  } finally {
    connection.client.destroy();
  }
}

async function connectFor(ids: readonly string[], options: Options): Promise<Connection> {
  const { connect } = await import("./input/aws-client.js");
  try {
    return await connect(options);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { reportRefusal } = await import("./output/refusal.js");
    throw reportRefusal([...new Set(ids)], options, error);
  }
}

async function idsOf({ operands }: Options): Promise<string[]> {
  if (operands.length === 0)
    throw usageError("No operation id: give ids as arguments, or - to read them from stdin.");
  if (operands.indexOf("-") !== operands.lastIndexOf("-"))
    throw usageError("- can be given once: stdin ends.");
  const read = operands.includes("-") ? idsIn(await readStdin(process.stdin)) : [];
  const ids = operands.flatMap((operand) => (operand === "-" ? read : [operand]));
  for (const id of ids) {
    if (id === "" || id.length > 255) {
      throw usageError(
        `An operation id has 1 to 255 characters; got "${sanitize(id, 60)}" with ${id.length}.`,
      );
    }
  }
  return ids;
}

function print(text: string): number {
  process.stdout.write(text);
  return exitCodes.success;
}

function versionOf(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : "";
  return String(version);
}

function explainFailure(error: unknown): number {
  if (error instanceof CommandError) {
    for (const line of error.message.split("\n")) process.stderr.write(`cloudmap-wait: ${line}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `cloudmap-wait: a fault of this program:\n${text
      .split("\n")
      .map((line) => sanitize(line))
      .join("\n")}\n`,
  );
  return exitCodes.internal;
}
