// The CDK app is synthesized as `cdk synth` does it, and the function that this bundles is called, with the emulator for AWS.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EmulatorOptions } from "../../src/emulator/index.js";
import { run } from "../support/built.js";
import { mustRun } from "../consumers/support.js";
import { place, type Place } from "./support.js";

const folder = mkdtempSync(join(tmpdir(), "cloudmap-recipe-cdk-"));
const sdk = "@aws-sdk/client-servicediscovery";

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly { readonly Action: string | readonly string[] }[] };
}

interface Lambda {
  readonly Code: { readonly S3Key: string };
  readonly Handler: string;
  readonly Timeout: number;
}

let resources: readonly Resource[] = [];

beforeAll(async () => {
  cpSync(fileURLToPath(new URL("../../examples/recipes/cdk", import.meta.url)), folder, { recursive: true });
  const registry = ["--registry", process.env["RECIPES_REGISTRY"] ?? "", "--prefer-offline"];
  await mustRun("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...registry], folder);
  await mustRun(process.execPath, ["app.js"], folder, { CDK_OUTDIR: join(folder, "cdk.out") });
  const text = readFileSync(join(folder, "cdk.out/SharedNamespace.template.json"), "utf8");
  resources = Object.values((JSON.parse(text) as { Resources: Record<string, Resource> }).Resources);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The function of ours, among the framework's. */
function ours(): Lambda {
  const found = resources.find(
    ({ Type, Properties }) => Type === "AWS::Lambda::Function" && Properties["Handler"] === "index.onEvent",
  );
  return found?.Properties as unknown as Lambda;
}

/** Calls the bundled function as Lambda does, whose runtime brings the SDK. */
async function call(there: Place, event: object) {
  const task = join(there.folder, "task");
  cpSync(join(folder, "cdk.out", `asset.${ours().Code.S3Key.replace(".zip", "")}`), task, {
    recursive: true,
  });
  mkdirSync(join(task, "node_modules/@aws-sdk"), { recursive: true });
  symlinkSync(join(folder, "node_modules", sdk), join(task, "node_modules", sdk), "junction");
  const caller = `require("./index.js").onEvent(${JSON.stringify(event)}).then((result) => console.log(JSON.stringify(result)));`;
  writeFileSync(join(task, "call.cjs"), caller);
  const ended = await run(process.execPath, ["--no-warnings", join(task, "call.cjs")], there.env).finished;
  rmSync(task, { recursive: true });
  return ended;
}

const durations = { "*": 0.2 };
const create = {
  RequestType: "Create",
  RequestId: "5d478078-13e9-baf0-464a-7ef285ecc786",
  ResourceProperties: { Name: "prod" },
};

async function idOf(there: Place, event: object): Promise<string> {
  const { stdout, stderr } = await call(there, event);
  expect(stderr).toBe("");
  return (JSON.parse(stdout) as { PhysicalResourceId: string }).PhysicalResourceId;
}

describe("cdk/app.js", () => {
  test("creates the namespace, once for any number of stacks and calls", async () => {
    const there = await place({ durations });
    const id = await idOf(there, create);
    expect(id).toMatch(/^ns-/);
    expect(await idOf(there, create)).toBe(id);
    expect(await idOf(there, { ...create, RequestId: "another stack's" })).toBe(id);
    expect(there.emulator.operations()).toHaveLength(1);
  });

  test("may do all that it does, and nothing else", async () => {
    const there = await place({ durations });
    await idOf(there, create);
    await idOf(there, { ...create, RequestId: "another" });
    const sent = new Set(there.emulator.requests().map(({ action }) => `servicediscovery:${action}`));
    const allowed = resources
      .filter(({ Type }) => Type === "AWS::IAM::Policy")
      .flatMap(({ Properties }) => (Properties as unknown as Policy).PolicyDocument.Statement)
      .flatMap(({ Action }) => Action)
      .filter((action) => action.startsWith("servicediscovery:"));
    expect([...sent].toSorted()).toEqual(allowed.toSorted());
  });

  test("fails the deployment with the operation's reason", async () => {
    const failures: EmulatorOptions["failures"] = [
      { on: "*", code: "ACCESS_DENIED", message: "Not allowed" },
    ];
    const { code, stderr } = await call(await place({ durations, failures }), create);
    expect(code).toBe(1);
    expect(stderr).toContain("ACCESS_DENIED: Not allowed");
  });

  test("deletes nothing, and gives the wait less time than the function has", async () => {
    const there = await place({ durations });
    const id = await idOf(there, create);
    const deletion = { ...create, RequestType: "Delete", PhysicalResourceId: id };
    expect(await idOf(there, deletion)).toBe(id);
    expect(there.emulator.operations()).toHaveLength(1);
    expect(ours().Timeout).toBeGreaterThan(240);
  });
});
