// `npm run test:rivals [-- --write]`: installs the rival packages in this folder, runs every check against each of them,
// and holds docs/comparison.md to the result, or writes it anew.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = (command, args, env = {}) => {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(status ?? 1);
};
run("npm", [
  "ci",
  "--prefix",
  "test/rivals",
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--loglevel=error",
]);
run("npx", ["vitest", "run", "test/rivals"], {
  RIVALS: process.argv.includes("--write") ? "write" : "check",
});
