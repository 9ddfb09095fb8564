// The image and the Kubernetes job that runs it. There is no container engine here: the instructions are checked and run as
// they stand, outside of a container.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { exitCodes } from "../../src/cli/exit-status.js";
import type { EmulatorOptions } from "../../src/emulator/index.js";
import { run } from "../support/built.js";
import { parseYaml, place, type Place, recipe, requireTool } from "./support.js";

const dockerfile = recipe("docker/Dockerfile");

/** The arguments of an instruction. */
function instruction(name: string): string {
  return new RegExp(`^${name} (.*)$`, "m").exec(dockerfile)?.[1] ?? "";
}

/** Runs the RUN line, once for all tests, with a folder in the place of the image's. */
async function build(there: Place): Promise<Place> {
  const prefix = join(dirname(process.env["RECIPES_CACHE"] ?? ""), "image");
  const env = { ...there.env, npm_config_prefix: prefix };
  // The cache is the recipes' own here, and others use it.
  const line = instruction("RUN").replace("npm cache clean --force", "true");
  if (!existsSync(prefix)) {
    const { code, stderr } = await run("sh", ["-c", line], env).finished;
    if (code !== 0) throw new Error(`the image can't be built: ${stderr}`);
  }
  return { ...there, env: { ...there.env, PATH: `${join(prefix, "bin")}:${there.env["PATH"]}` } };
}

/** Runs the image with arguments, or with its own. */
async function runImage({ env }: Place, args?: readonly string[]) {
  const [command = "", ...entry] = JSON.parse(instruction("ENTRYPOINT")) as string[];
  const rest = args ?? (JSON.parse(instruction("CMD")) as string[]);
  return await run(command, [...entry, ...rest], env).finished;
}

describe("docker/Dockerfile", () => {
  test("is valid", () => {
    const { validate } = requireTool("dockerfile-utils") as { validate: (text: string) => readonly object[] };
    expect(validate(dockerfile)).toEqual([]);
    expect(validate("FORM x")).not.toEqual([]);
  });

  test("does not run as root", () => {
    expect(instruction("USER")).toBe("node");
  });

  test("installs the command, which helps when it is asked nothing, and waits", async () => {
    const image = await build(await place({ durations: { "*": 0.2 } }));
    expect((await runImage(image)).stdout).toContain("cloudmap-wait");
    const { code, stdout } = await runImage(image, [await image.create("shop")]);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ns-/) as unknown });
  });
});

interface Job {
  readonly kind: string;
  readonly spec: {
    readonly podFailurePolicy: { readonly rules: readonly Rule[] };
    readonly template: { readonly spec: { readonly containers: readonly [Container] } };
  };
}

interface Rule {
  readonly action: string;
  readonly onExitCodes?: { readonly values: readonly number[] };
}

interface Container {
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

describe("kubernetes/job.yaml", () => {
  const documents = parseYaml<Job>(recipe("kubernetes/job.yaml"));
  const job = documents.find(({ kind }) => kind === "Job");
  const final = job?.spec.podFailurePolicy.rules.flatMap(({ onExitCodes }) => onExitCodes?.values ?? []);
  const [container] = job?.spec.template.spec.containers ?? [];

  test("fits the schema of Kubernetes", () => {
    interface Model {
      new (data: unknown): { validate: () => void };
    }
    const { Job: JobModel } = requireTool("kubernetes-models/batch/v1") as { Job: Model };
    const { ServiceAccount } = requireTool("kubernetes-models/v1") as { ServiceAccount: Model };
    expect(documents.map(({ kind }) => kind)).toEqual(["ServiceAccount", "Job"]);
    expect(() => new ServiceAccount(documents[0]).validate()).not.toThrow();
    expect(() => new JobModel(job).validate()).not.toThrow();
    expect(() => new JobModel({ ...job, spec: { template: 1 } }).validate()).toThrow(/must be object/);
  });

  test("ends at what is final, and tries the rest again", () => {
    expect(final).toEqual([exitCodes.usage, exitCodes.failed, exitCodes.notFound, exitCodes.denied]);
  });

  /** Runs the container as the kubelet does: it fills in the variables of the arguments. */
  async function runPod(options: EmulatorOptions, id: (there: Place) => Promise<string>) {
    expect(container?.args).toContain("$(OPERATION_ID)");
    const image = await build(await place(options));
    const operation = await id(image);
    const args = (container?.args ?? []).map((arg) => arg.replace("$(OPERATION_ID)", operation));
    return await runImage(image, args);
  }

  test("its container waits for the operation", async () => {
    const { code, stdout } = await runPod({ durations: { "*": 0.2 } }, (there) => there.create("shop"));
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ns-/) as unknown });
  });

  test("a FAIL ends it for good", async () => {
    const failures = [{ on: "*", code: "ACCESS_DENIED" }];
    const failed = await runPod({ durations: { "*": 0.2 }, failures }, (there) => there.create("shop"));
    expect(final).toContain(failed.code);
    expect(failed.stderr).toContain("ACCESS_DENIED");
  });
});
