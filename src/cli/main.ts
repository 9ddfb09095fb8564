#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { recordOf } from "../core/json.js";
import { completion } from "./commands/completion.js";
import { explain } from "./commands/explain.js";
import { helpText } from "./commands/help.js";
import { CommandError, exitCodes } from "./exit-status.js";
import { type Options, parseCommandLine } from "./input/command-line.js";
import { inheritedIgnores } from "./inherited-signals.js";
import { Lifetime } from "./lifetime.js";
import { NotStarted } from "./not-started.js";
import { faultText } from "./output/fault.js";
import { say } from "./output/say.js";
import { flush, guardStreams, writeOut } from "./output/stdout.js";
import { listenForSignals } from "./signals.js";
import { dropWarningsForProgrammers } from "./warnings.js";

guardStreams();
dropWarningsForProgrammers();
const signals = listenForSignals(inheritedIgnores(process.env));

let code: number;
try {
  code = await run(process.argv.slice(2));
} catch (error) {
  code = await explainFailure(error, process.argv);
}
await flush();
if (signals.received !== undefined) signals.die(signals.received);
// stdin may still be open, and a source of credentials may never answer: nothing that is left is worth waiting for.
else process.exit(process.exitCode ?? code);

async function run(argv: readonly string[]): Promise<number> {
  const options = parseCommandLine(argv, process.env);
  if (options === "version") return print(`${versionOf()}\n`);
  const lifetime = new Lifetime(signals, options.command === "status" ? 0 : options.timeout);
  try {
    return await runCommand(options, lifetime);
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error;
    return (await import("./commands/tell-not-started.js")).tellNotStarted(error, options, lifetime);
  }
}

async function runCommand(options: Options, lifetime: Lifetime): Promise<number> {
  switch (options.command) {
    case "help":
      return print(helpText());
    case "explain":
      return print(explain(options.operands));
    case "asl":
      return print((await import("./commands/asl.js")).asl(options));
    case "completion":
      return print(completion(options.operands));
    case "demo":
      return await (await import("./commands/demo.js")).demo(options, lifetime);
    case "status":
      return await (await import("./commands/status.js")).status(options, lifetime);
    case "run":
      return await (await import("./commands/run.js")).run(options, lifetime);
    case "wait":
      return await (await import("./commands/wait.js")).wait(options, lifetime);
  }
}

function print(text: string): number {
  writeOut(text);
  return exitCodes.success;
}

function versionOf(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return String(recordOf(manifest)["version"]);
}

async function explainFailure(error: unknown, argv: readonly string[]): Promise<number> {
  if (error instanceof CommandError) {
    for (const line of error.message.split("\n")) say(line);
    if (argv.includes("-")) await tellRescuedIds();
    return error.exitCode;
  }
  say(faultText(error));
  return exitCodes.internal;
}

/** Whatever is wrong with the call, what the command before the pipe started is running. */
async function tellRescuedIds(): Promise<void> {
  const { rescueIds } = await import("./commands/prepare.js");
  const { resumeCommand, resumeLine } = await import("./output/resume-command.js");
  const operations = await rescueIds();
  if (operations.length > 0) say(resumeLine(resumeCommand(operations, {})));
}
