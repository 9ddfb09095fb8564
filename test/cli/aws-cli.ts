import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Without it the tests of `run` are skipped. */
export const hasAws: boolean = spawnSync("aws", ["--version"]).status === 0;
if (!hasAws) console.warn("The tests of run are skipped: there is no AWS CLI (Debian: awscli).");

/** What version 1 of the AWS CLI reads the region from. */
export const awsEnvironment = { AWS_DEFAULT_REGION: "us-east-1" };

export function createHttp(name: string, ...flags: readonly string[]): string[] {
  return ["aws", "servicediscovery", "create-http-namespace", "--name", name, ...flags];
}

/** An AWS CLI that answers some calls by a script of its own, and the others as it is. */
export function scriptedAws(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "aws");
  writeFileSync(file, `#!/bin/sh\n${script}\nexec aws "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}
