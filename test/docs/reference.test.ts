// Writes docs/reference.md from the docstrings, by way of the schema that is made of them, and holds it.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exitCodeByOutcome } from "../../src/cli/exit-status.js";
import { explainErrorCode, knownErrorCodes } from "../../src/core/error-codes.js";
import type { OperationEvent, Outcome } from "../../src/index.js";
import { pageNow, table } from "./generated.js";

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

const { definitions } = JSON.parse(
  readFileSync(new URL("../../schema/events.schema.json", import.meta.url), "utf8"),
) as { definitions: Readonly<Record<string, Schema>> };

function definition(name: string): Schema {
  const found = definitions[decodeURIComponent(name)];
  if (found === undefined) throw new Error(`the schema has no ${name}`);
  return found.$ref === undefined ? found : definition(found.$ref.replace("#/definitions/", ""));
}

/** The objects of a union. */
function variants(schema: Schema): readonly Schema[] {
  return (
    schema.anyOf?.flatMap((part) => variants(part)) ??
    [resolve(schema)].flatMap((part) => part.anyOf?.flatMap((inner) => variants(inner)) ?? [part])
  );
}

function resolve(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : definition(schema.$ref.replace("#/definitions/", ""));
}

/** What people call a type. */
function typeName(schema: Schema): string {
  if (schema.const !== undefined) return `\`"${schema.const}"\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`"${value}"\``).join(" \\| ");
  if (schema.anyOf !== undefined) return schema.anyOf.map((part) => typeName(part)).join(" \\| ");
  if (schema.type === "array") return `list of ${typeName(schema.items ?? {})}`;
  const name = schema.$ref?.replace("#/definitions/", "");
  if (name === undefined) return schema.type ?? "anything";
  if (name === "OperationErrorCode") return "string";
  return `[${name}](#${name === "Outcome" ? "outcomes" : name.toLowerCase()})`;
}

function members(schemas: readonly Schema[], left: (name: string) => boolean = () => false): string {
  const rows = new Map<string, string[]>();
  for (const { properties = {}, required = [] } of schemas)
    for (const [name, member] of Object.entries(properties)) {
      if (left(name) || rows.has(name)) continue;
      const isEverywhere = schemas.every((schema) => schema.required?.includes(name));
      const presence = required.includes(name) && isEverywhere ? "always" : "sometimes";
      rows.set(name, [`\`${name}\``, typeName(member), presence, member.description ?? ""]);
    }
  return table(["member", "type", "there", "meaning"], [...rows.values()]);
}

const errors: Readonly<Record<Outcome["outcome"], string>> = {
  succeeded: "–",
  failed: "`OperationFailedError`",
  "timed-out": "`OperationTimeoutError`",
  "not-found": "`OperationNotFoundError`",
  denied: "`PollingError`",
  invalid: "`PollingError`",
  unreachable: "`PollingError`",
  aborted: "the signal's reason",
};

const meanings: Readonly<Record<Outcome["outcome"], string>> = {
  succeeded: "SUCCESS",
  failed: "FAIL. It is final: fix the cause, then call the action again",
  "timed-out": "`maxWaitTime` was over first. The operation keeps running: wait for it again",
  "not-found": "Cloud Map doesn't know the operation: check id, region and account",
  denied: "credentials, a permission or the region: fix them, then wait again",
  invalid: "Cloud Map refused the request, or the calling code threw: see `message` and `cause`",
  unreachable: "Cloud Map did not answer, or its certificate isn't trusted: wait again",
  aborted: "the caller ended the wait. The operation keeps running",
};

const events: Readonly<Record<OperationEvent["type"], string>> = {
  adopted:
    "The wait is for an operation that was already in progress: the command was refused as a duplicate of it.",
  transition: "The operation's status changed. The first sighting counts as a change, from `null`.",
  poll: "A poll was answered, or given up.",
  retry: "An attempt failed, and another one follows.",
  settled: "The wait is over. It comes exactly once, and last.",
};

function eventOf(type: string): Schema {
  const found = definition("EventLine").anyOf?.find(({ properties }) => properties?.["type"]?.const === type);
  if (found === undefined) throw new Error(`the schema has no event ${type}`);
  return found;
}

const common = ["seq", "at", "elapsedMs", "operationId", "ownerAccount"];
const own = new Set([...common, "type", "name", "v"]);

function section(name: string, schemas: readonly Schema[] = variants(definition(name))): string {
  return [`### ${name}`, definition(name).description ?? "", members(schemas)].filter(Boolean).join("\n\n");
}

function page(): string {
  const outcomes = variants(definition("Outcome"));
  const failures = outcomes.filter(({ properties }) => properties?.["code"] !== undefined);
  const ofAll = new Set(Object.keys(outcomes.find((schema) => !failures.includes(schema))?.properties ?? {}));
  const anyEvent = eventOf("transition").properties ?? {};
  const status = new Map<string, number>(exitCodeByOutcome);
  return `# Outcomes, events, ErrorCodes

<!-- Written by UPDATE_DOCS=1 npx vitest run test/docs/reference from the docstrings. Do not edit it. -->

The library, the command's JSON, the server-sent events and telemetry all use these words and members.
Functions, classes and options are in the API reference: \`npm run docs\` writes it from the same docstrings, and the types
are in [api/](https://repository.invalid/cloudmap-waiter/tree/main/api).

## Outcomes

\`outcome()\`, \`waitForOperations\` and the event \`settled\` tell how a wait ended. \`waitForOperation\` and \`wait()\` throw the error
instead, which has the outcome as \`error.outcome\`.

${table(
  ["`outcome`", "error", "exit status", "what it means"],
  Object.entries(meanings).map(([outcome, meaning]) => [
    `\`${outcome}\``,
    errors[outcome as Outcome["outcome"]],
    String(status.get(outcome) ?? "129, 130, 143"),
    meaning,
  ]),
)}

Every outcome has these members:

${members(outcomes, (name) => !ofAll.has(name) || name === "outcome" || name === "targets")}

\`succeeded\` has \`targets\` as well ([Targets](#targets)). All others have:

${members(failures, (name) => ofAll.has(name))}

\`code\` is Cloud Map's [ErrorCode](#errorcodes) for \`failed\` (\`UNKNOWN\` if it gave none, \`ADOPTED_ANOTHER_KIND\` for one that [made something else](library.md#when-the-same-thing-is-already-in-progress)), and \`TIMED_OUT\` for \`timed-out\`. For the others it is
the name of the error that ended the wait, such as \`AccessDeniedException\` or \`ECONNREFUSED\`. The JSON of the command leaves \`cause\` out.

## Events

Every event has these members, beside its \`type\`:

${table(
  ["member", "type", "there", "meaning"],
  common.map((name) => [
    `\`${name}\``,
    typeName(anyEvent[name] ?? {}),
    name === "ownerAccount" ? "sometimes" : "always",
    name === "seq"
      ? "Counts the events of one waiter, one fleet or one run from 1."
      : (anyEvent[name]?.description ?? ""),
  ]),
)}

${Object.entries(events)
  .map(([type, meaning]) => {
    const schema = eventOf(type);
    const has = Object.keys(schema.properties ?? {}).some((name) => !own.has(name));
    return [`### \`${type}\``, meaning, ...(has ? [members([schema], (name) => own.has(name))] : [])].join(
      "\n\n",
    );
  })
  .join("\n\n")}

### What only the command writes

${["StartLine", "SummaryLine"].map((name) => `\`${variants(definition(name))[0]?.properties?.["type"]?.const ?? ""}\`: ${definition(name).description ?? ""}\n\n${members(variants(definition(name)), (member) => member === "type")}`).join("\n\n")}

An event has the \`name\` that was given with its id, too, and \`v\`.

## ErrorCodes

Why an operation failed, in \`code\` of a \`failed\` outcome. \`explainErrorCode(code)\` and \`cloudmap-wait explain\` say the same. Codes that
this version doesn't know are passed through.

${table(
  ["code", "what it means, and what to do"],
  knownErrorCodes().map((code) => [`\`${code}\``, explainErrorCode(code) ?? ""]),
)}

## What they are made of

${["Operation", "Targets", "Transition", "Retries", "CallError"].map((name) => section(name)).join("\n\n")}

### OperationStatus

${definition("OperationStatus").description ?? ""}

${typeName(definition("OperationStatus")).replaceAll(" \\| ", ", ")}

### Adoption

${definition("Adoption").description ?? ""} [What each says](library.md#when-the-same-thing-is-already-in-progress).

${typeName(definition("Adoption")).replaceAll(" \\| ", ", ")}

### NamedOperation

${definition("NamedOperation").description ?? ""} It has an \`operationId\` and, if one was given, a \`name\`.
`;
}

test("docs/reference.md is what the docstrings say", () => {
  const generated = page();
  expect(pageNow("reference.md", generated)).toBe(generated);
});
