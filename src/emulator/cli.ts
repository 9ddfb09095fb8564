#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { printable } from "../core/text.js";
import { readCommand, type Command } from "./command/options.js";
import { environmentFor, runCommand, StartError } from "./command/run-command.js";
import { UsageError } from "./command/scenario-flags.js";
import { helpText, hintText, leftBehindText, readyText } from "./command/text.js";
import { createEmulator, type Emulator } from "./emulator.js";
import { ScenarioError } from "./scenario/settings.js";
import type { EmulatorServer } from "./transport/server.js";

/** What the library calls an option is a flag here. */
const flags: readonly (readonly [option: RegExp, flag: string])[] = [
  [/\ballowRemote\b/g, "--allow-remote"],
  [/^allowedHosts\b/, "--allowed-host"],
  [/^corsOrigins\b/, "--cors"],
  [/^startAt\b/, "--now"],
];

process.exitCode = await main(process.argv.slice(2));

/**
 * Resolves with the exit status: once the command after `--` has ended, or else once it listens; the server keeps the
 * process alive until a signal ends it.
 */
async function main(args: readonly string[]): Promise<number> {
  try {
    return await execute(readCommand(args, (path) => readFileSync(path, "utf8")));
  } catch (error) {
    process.stderr.write(`cloudmap-emulator: ${messageOf(error)}\n`);
    if (error instanceof StartError) return error.exitStatus;
    return isUsage(error) ? 2 : 1;
  }
}

async function execute(command: Command): Promise<number> {
  if (command.run === "help") {
    process.stdout.write(helpText);
    return 0;
  }
  if (command.run === "version") {
    process.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const emulator = createEmulator(command.scenario);
  const server = await emulator.listen(command.listen);
  if (command.command) return await runBeside(emulator, server, command.command);
  process.stdout.write(readyText(server.url));
  process.stderr.write(hintText(server.url));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void server.close());
  }
  return 0;
}

/** Serves while a command runs. What is printed is the command's, unless it leaves operations behind that it may mean to resume. */
async function runBeside(
  emulator: Emulator,
  server: EmulatorServer,
  command: readonly string[],
): Promise<number> {
  try {
    const { region } = server.clientConfig();
    return await runCommand(command, environmentFor(server.url, region, process.env));
  } finally {
    await server.close();
    const running = emulator
      .operations()
      .filter(({ status }) => status !== "SUCCESS" && status !== "FAIL").length;
    if (running > 0) process.stderr.write(`cloudmap-emulator: ${leftBehindText(running)}\n`);
  }
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "unknown";
}

function isUsage(error: unknown): boolean {
  return error instanceof UsageError || error instanceof ScenarioError || error instanceof RangeError;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return printable(String(error));
  if (isUsage(error)) {
    const message = flags.reduce((text, [option, flag]) => text.replace(option, flag), error.message);
    return `${message}\nTry cloudmap-emulator --help.`;
  }
  const code = "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return "The port is taken by another program. Choose another with --port, or any with --port 0.";
  }
  if (code === "EACCES") return "This user may not listen on that port. Choose one above 1023 with --port.";
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return "This machine has no such address: see --host.";
  return printable(error.message);
}
