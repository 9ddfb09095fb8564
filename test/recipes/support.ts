import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { EmulatorOptions } from "../../src/emulator/index.js";
import { environment, service, type Service } from "../cli/support.js";

const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** Loads a package of test/recipes/package.json. */
export const requireTool: NodeJS.Require = createRequire(join(root, "test/recipes/package.json"));

/** A file of the repository. */
export function readRepo(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

export function recipe(path: string): string {
  return readRepo(`examples/recipes/${path}`);
}

interface Yaml {
  parseAllDocuments: (text: string) => readonly { readonly errors: readonly Error[]; toJS: () => unknown }[];
}

/** The documents of a YAML file. */
export function parseYaml<T>(text: string): T[] {
  const { parseAllDocuments } = requireTool("yaml") as Yaml;
  return parseAllDocuments(text).map((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0];
    return document.toJS() as T;
  });
}

export interface Place extends Service {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** An empty folder and an environment like a CI job's, in which AWS is an emulator and npm finds the packed package. */
export async function place(options: EmulatorOptions = { settles: "at-once" }): Promise<Place> {
  const there = await service(options);
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-recipe-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const bin = join(folder, ".bin");
  mkdirSync(bin);
  // Before 2.13, the AWS CLI took the endpoint from a flag alone.
  const aws = `#!/bin/sh\nPATH='${process.env["PATH"]}' exec aws "$@" --endpoint-url "$AWS_ENDPOINT_URL_SERVICEDISCOVERY"\n`;
  writeFileSync(join(bin, "aws"), aws);
  chmodSync(join(bin, "aws"), 0o755);
  const env = {
    ...environment,
    PATH: [bin, dirname(process.execPath), process.env["PATH"]].join(delimiter),
    HOME: folder,
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ENDPOINT_URL_SERVICEDISCOVERY: there.url,
    // The registry behind ours may be one that only this machine's settings trust.
    NODE_EXTRA_CA_CERTS: process.env["NODE_EXTRA_CA_CERTS"],
    npm_config_registry: process.env["RECIPES_REGISTRY"],
    npm_config_cache: process.env["RECIPES_CACHE"],
    npm_config_userconfig: join(process.env["HOME"] ?? "", ".npmrc"),
    npm_config_update_notifier: "false",
  };
  return { ...there, folder, env };
}
