import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { builtPackage, run, type Running } from "../support/built.js";
import { environment } from "./support.js";

/** Runs the command with a stdin that stays open after a text. */
export function withOpenStdin(text: string, args: readonly string[]): Running {
  const running = run(process.execPath, [join(builtPackage(), "cli/main.js"), ...args], environment, null);
  running.process.stdin?.write(text);
  return running;
}

/** A source of credentials that accepts and never answers: a program, which is waited for as long as it takes. */
export async function silentCredentials(): Promise<NodeJS.ProcessEnv> {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a port is expected");
  const AWS_CONFIG_FILE = join(folder, "config");
  writeFileSync(
    AWS_CONFIG_FILE,
    `[default]\ncredential_process = ${process.execPath} -e "require('net').connect(${address.port}, '127.0.0.1')"\n`,
  );
  return { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_CONFIG_FILE };
}
