// The steps of a job as GitHub's runner takes them, as far as the recipes need it.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "./support.js";

export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

type Outputs = Record<string, string>;

export interface Ran {
  readonly code: number;
  readonly outputs: Readonly<Record<string, Outputs>>;
  readonly summary: string;
  readonly printed: string;
  /** The workflow commands that the runner would have obeyed. */
  readonly commands: readonly string[];
}

interface Context {
  readonly inputs?: Outputs;
  readonly steps: Record<string, Outputs>;
}

/** Fills in `${{ … }}`; an expression that this imitation doesn't know is an error. */
function evaluate(text: string, { inputs = {}, steps }: Context): string {
  return text.replaceAll(/\$\{\{ *([\w.-]+) *\}\}/g, (whole, expression: string) => {
    const [, input] = /^inputs\.([\w-]+)$/.exec(expression) ?? [];
    if (input !== undefined) return inputs[input] ?? "";
    const [, step = "", output = ""] = /^steps\.([\w-]+)\.outputs\.([\w-]+)$/.exec(expression) ?? [];
    if (step === "") throw new Error(`the runner of this test doesn't know ${whole}`);
    return steps[step]?.[output] ?? "";
  });
}

/** What a step wrote into GITHUB_OUTPUT. */
function readOutputs(text: string): Outputs {
  const outputs: Outputs = {};
  const lines = text.split("\n").slice(0, -1);
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name, delimiter] = /^([^=]+?)<<(.+)$/.exec(line) ?? [];
    if (name !== undefined && delimiter !== undefined) {
      const end = lines.indexOf(delimiter);
      if (end === -1) throw new Error(`there is no ${delimiter}`);
      outputs[name] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join("\n");
    } else {
      const at = line.indexOf("=");
      if (at < 1) throw new Error(`the runner refuses the line ${JSON.stringify(line)}`);
      outputs[line.slice(0, at)] = line.slice(at + 1);
    }
  }
  return outputs;
}

async function bash(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
  const child = spawn("bash", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 128));
  });
  return { code, printed };
}

/** Runs steps until one fails. `actions` are the ones that it knows; others are left out. */
export async function runSteps(
  steps: readonly Step[],
  { folder, env }: Place,
  { inputs, actions = {} }: { inputs?: Outputs; actions?: Readonly<Record<string, Action>> } = {},
): Promise<Ran> {
  const context: Context = { ...(inputs && { inputs }), steps: {} };
  const summaryFile = join(folder, "summary.md");
  const ran = { code: 0, summary: "", printed: "" };
  for (const [index, step] of steps.entries()) {
    const [name = ""] = step.uses?.split("@") ?? [];
    const action = actions[name];
    if (action !== undefined) {
      const ended = await runAction(action, step.with ?? {}, { folder, env } as Place, context);
      ran.code = ended.code;
      ran.printed += ended.printed;
      if (step.id !== undefined) context.steps[step.id] = ended.results;
    } else if (step.run !== undefined) {
      const outputFile = join(folder, `output-${index}-${Math.random()}`);
      writeFileSync(outputFile, "");
      if (!existsSync(summaryFile)) writeFileSync(summaryFile, "");
      const script = join(folder, `step-${index}.sh`);
      writeFileSync(script, evaluate(step.run, context));
      const variables = Object.entries(step.env ?? {}).map(([key, value]) => [key, evaluate(value, context)]);
      const flags = step.shell === "bash" ? ["--noprofile", "--norc", "-eo", "pipefail"] : ["-e"];
      const ended = await bash([...flags, script], folder, {
        ...env,
        ...(Object.fromEntries(variables) as Outputs),
        CI: "true",
        GITHUB_ACTIONS: "true",
        GITHUB_OUTPUT: outputFile,
        GITHUB_STEP_SUMMARY: summaryFile,
      });
      ran.code = ended.code;
      ran.printed += ended.printed;
      if (step.id !== undefined) context.steps[step.id] = readOutputs(readFileSync(outputFile, "utf8"));
    }
    if (ran.code !== 0) break;
  }
  const summary = existsSync(summaryFile) ? readFileSync(summaryFile, "utf8") : "";
  const commands = ran.printed.split("\n").filter((line) => /^\s*::|##\[/.test(line));
  return { ...ran, summary, commands, outputs: context.steps };
}

/** Runs a composite action with inputs as they stand in a workflow. */
export async function runAction(
  action: Action,
  given: Outputs,
  where: Place,
  caller: Context = { steps: {} },
): Promise<Ran & { readonly results: Outputs }> {
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: usual = "" }]) => [
      name,
      evaluate(given[name] ?? usual, caller),
    ]),
  );
  const ran = await runSteps(action.runs.steps, where, { inputs });
  const results = Object.entries(action.outputs).map(([name, { value }]) => [
    name,
    evaluate(value, { inputs, steps: ran.outputs }),
  ]);
  return { ...ran, results: Object.fromEntries(results) as Outputs };
}
