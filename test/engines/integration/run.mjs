// The tests on the engines themselves: installs them in this folder, with a Node that they run on, and starts what they
// need on the loopback interface. PostgreSQL and redis-server come from the system (apt-get install postgresql redis-server).
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../..", import.meta.url));
const lock = join(here, "package-lock.json");
const installed = join(here, "node_modules/.installed");

function run(command, args, cwd) {
  // On Windows, npm is a batch file, which only a shell starts.
  const shell = process.platform === "win32" && command === "npm";
  const { status, error } = spawnSync(command, args, { cwd, stdio: "inherit", shell });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(installed) || !readFileSync(installed).equals(readFileSync(lock))) {
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], here);
  // The one package whose script is needed: it brings the binary of Node itself.
  run("npm", ["rebuild", "node", "--loglevel=error"], here);
  copyFileSync(lock, installed);
}
const node = join(here, "node_modules/node/bin/node");
const compiler = join(root, "node_modules/typescript/bin/tsc");
const vitest = join(root, "node_modules/vitest/vitest.mjs");
run(node, ["test/engines/integration/build.ts"], root);
run(node, [compiler, "-p", "test/engines/integration"], root);
run(
  node,
  [vitest, "run", "--config", "test/engines/integration/vitest.config.ts", ...process.argv.slice(2)],
  root,
);
