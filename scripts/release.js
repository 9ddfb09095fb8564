// Releases the package, or says why it can't be released yet.
//
//   node scripts/release.js            checks, and shows what would be published
//   node scripts/release.js --publish  publishes, with provenance, from a GitHub Actions workflow that may make id tokens

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { refusals } from "./release-rules.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const shouldPublish = process.argv.includes("--publish");

function run(command, args, options = {}) {
  // npm is a script on Windows, which only a shell starts.
  return spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
    ...options,
  });
}

function gitSays(...args) {
  const { status, stdout } = run("git", args);
  return status === 0 ? stdout.trim() : undefined;
}

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const why = refusals({
  manifest,
  changelog: readFileSync(new URL("../CHANGELOG.md", import.meta.url), "utf8"),
  security: readFileSync(new URL("../SECURITY.md", import.meta.url), "utf8"),
  changes: gitSays("status", "--porcelain"),
  tags: gitSays("tag", "--points-at", "HEAD")?.split("\n"),
  // Set in a workflow with `permissions: id-token: write`; npm signs the provenance with it.
  hasIdToken: process.env["ACTIONS_ID_TOKEN_REQUEST_URL"] !== undefined,
  shouldPublish,
});
for (const reason of why) console.error(`release: ${reason}`);
const args = shouldPublish ? ["publish", "--provenance", "--access", "public"] : ["publish", "--dry-run"];
if (shouldPublish && why.length > 0) process.exitCode = 1;
else {
  const { status } = run("npm", args, { stdio: "inherit" });
  process.exitCode = status === 0 && why.length === 0 ? 0 : 1;
}
