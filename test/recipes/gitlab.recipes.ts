// The GitLab pipeline, run by gitlab-ci-local: its jobs have nothing in common but what GitLab hands on.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { run } from "../support/built.js";
import { exitCodes } from "../../src/cli/exit-status.js";
import { parseYaml, place, type Place, recipe, requireTool } from "./support.js";

const text = recipe("gitlab/.gitlab-ci.yml");
const hasRsync = spawnSync("rsync", ["--version"]).status === 0;
if (!hasRsync) console.warn("The GitLab recipe's tests are skipped: there is no rsync (Debian: rsync).");

/** A repository with the pipeline in it. */
async function repository(options: Parameters<typeof place>[0]): Promise<Place & { readonly cwd: string }> {
  const there = await place(options);
  const cwd = join(there.folder, "project");
  mkdirSync(cwd);
  writeFileSync(join(cwd, ".gitlab-ci.yml"), text);
  const git = (...args: readonly string[]) => spawnSync("git", args, { cwd });
  git("init", "--quiet", "--initial-branch=main");
  git("remote", "add", "origin", "git@gitlab.example.com:group/project.git");
  git("config", "user.email", "somebody@example.com");
  git("config", "user.name", "Somebody");
  git("add", ".");
  git("commit", "--quiet", "--message=x");
  return { ...there, cwd };
}

/** Runs jobs, each in a shell of its own instead of its image. */
async function pipeline({ cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }, ...jobs: readonly string[]) {
  const tool = requireTool.resolve("gitlab-ci-local");
  // It takes a relative path alone.
  const args = [
    tool,
    "--cwd",
    relative(process.cwd(), cwd),
    "--force-shell-executor",
    "--shell-isolation",
    ...jobs,
  ];
  return await run(process.execPath, args, { ...env, NO_COLOR: "1", FORCE_COLOR: "0" }).finished;
}

test.skipIf(!hasRsync)("the id reaches the job that waits, and the result the job that uses it", async () => {
  const there = await repository({ durations: { "*": 0.2 } });
  const { code, stdout, stderr } = await pipeline(there);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const { NAMESPACE } = there.emulator.operations()[0]?.targets ?? {};
  expect(`${stdout}${stderr}`).toContain(`The namespace is ${NAMESPACE}`);
});

test.skipIf(!hasRsync)("a job that fails with the operation ends the pipeline", async () => {
  const there = await repository({ durations: { "*": 0.2 }, failures: [{ on: "*", code: "ACCESS_DENIED" }] });
  const { code, stdout, stderr } = await pipeline(there);
  expect(code).not.toBe(0);
  expect(`${stdout}${stderr}`).toContain("ACCESS_DENIED");
  expect(`${stdout}${stderr}`).not.toContain("The namespace is");
});

test("only what may still end well is tried again", () => {
  const [pipelineOf] = parseYaml<{ wait: { retry: { exit_codes: readonly number[] } } }>(text);
  expect(pipelineOf?.wait.retry.exit_codes).toEqual([exitCodes.timeout, exitCodes.unreachable]);
});
