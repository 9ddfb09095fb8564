/** The SDK's own model of Cloud Map, to hold responses against it: the SDK itself drops what it does not know. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as sdk from "@aws-sdk/client-servicediscovery";

const commands = join(
  dirname(createRequire(import.meta.url).resolve("@aws-sdk/client-servicediscovery/package.json")),
  "dist-types/commands",
);

/** The actions of the service, by the commands that the SDK has. */
export const modelledActions: readonly string[] = readdirSync(commands)
  .filter((file) => file.endsWith("Command.d.ts"))
  .map((file) => file.replace("Command.d.ts", ""))
  .toSorted();

/** The errors that the model gives an action. */
export function modelledErrors(action: string): readonly string[] {
  const text = readFileSync(join(commands, `${action}Command.d.ts`), "utf8");
  const thrown = [...text.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name = ""]) => name);
  return thrown.filter((name) => name !== "ServiceDiscoveryServiceException");
}

/** Where a response's bytes and the model differ; adds to `seen` each member that the response has. */
export function differences(action: string, body: unknown, seen: Set<string>): readonly string[] {
  return compare(exported(`${action}Response$`), body, action, seen);
}

/** All members that the model gives the response of an action, at any depth, as `Shape.Member`. */
export function modelledMembers(action: string): readonly string[] {
  const found = new Set<string>();
  const visit = (schema: unknown): void => {
    const [kind, , name, , ...rest] = resolved(schema);
    if (kind === 1) visit(rest[0]);
    if (kind !== 3) return;
    for (const [index, member] of array(rest[0]).entries()) {
      found.add(`${String(name)}.${String(member)}`);
      visit(array(rest[1])[index]);
    }
  };
  visit(exported(`${action}Response$`));
  return [...found];
}

// UpdateInstanceCustomHealthStatus answers with nothing, and has no schema for it.
const nothing = [3, "", "Unit", 0, [], []];

function exported(name: string): unknown {
  return new Map<string, unknown>(Object.entries(sdk)).get(name) ?? nothing;
}

// A schema may stand behind a function, and beside its traits.
function resolved(schema: unknown): readonly unknown[] {
  const value: unknown = typeof schema === "function" ? schema() : schema;
  if (!Array.isArray(value)) return [value];
  return typeof value[0] === "number" && typeof value[1] === "string" ? value : resolved(value[0]);
}

function compare(schema: unknown, value: unknown, path: string, seen: Set<string>): readonly string[] {
  const [kind, , name, , ...rest] = resolved(schema);
  if (kind === 3) return compareStruct(String(name), array(rest[0]), array(rest[1]), value, path, seen);
  // A bare 1 is a number; a 1 with a name and an item is a list.
  if (kind === 1 && rest.length > 0) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item, index) => compare(rest[0], item, `${path}[${index}]`, seen));
  }
  // 128 marks a map of a simple type; 0 is a string, 1 and 4 are numbers: a plain one, and a date.
  if (kind === 128) {
    const isMap = isRecord(value) && Object.values(value).every((item) => typeof item === "string");
    return isMap ? [] : [`${path} is no map of strings`];
  }
  const type = kind === 0 ? "string" : "number";
  return typeof value === type ? [] : [`${path} is no ${type}`];
}

function compareStruct(
  name: string,
  members: readonly unknown[],
  schemas: readonly unknown[],
  value: unknown,
  path: string,
  seen: Set<string>,
): readonly string[] {
  if (!isRecord(value)) return [`${path} is no object`];
  return Object.entries(value).flatMap(([member, item]) => {
    const index = members.indexOf(member);
    if (index === -1) return [`${path}.${member} is not in the model`];
    seen.add(`${name}.${member}`);
    return compare(schemas[index], item, `${path}.${member}`, seen);
  });
}

function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
