import { parseAst } from "rolldown/parseAst";

/** What the tests of the house's rules need to know of a file. */
export interface Syntax {
  /** The specifiers of its imports and re-exports, for types as well. */
  readonly imports: readonly string[];
  readonly functions: readonly FunctionExtent[];
}

export interface FunctionExtent {
  /** Its name, or where it begins. */
  readonly name: string;
  /** From the first line to the last. */
  readonly lines: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

/** Parses a TypeScript file. */
export function parseSyntax(text: string): Syntax {
  const imports: string[] = [];
  const functions: FunctionExtent[] = [];
  const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
  const visit = (node: Node, nameAbove: string | undefined): void => {
    // `import`, `export … from`, `import()` and `import("…")` of a type.
    const { value } = (node["source"] ?? {}) as { readonly value?: unknown };
    if (typeof value === "string") imports.push(value);
    const name = nameOf(node["id"]) ?? nameOf(node["key"]);
    if (/^(Function|ArrowFunction)/.test(node.type) && isNode(node["body"])) {
      const [first, last] = [lineAt(node.start), lineAt(node.end)];
      functions.push({ name: name ?? nameAbove ?? `line ${first}`, lines: last - first + 1 });
    }
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child, name);
  };
  visit(parseAst(text, { lang: "tsx" }) as unknown as Node, undefined);
  return { imports, functions };
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

function nameOf(value: unknown): string | undefined {
  return isNode(value) && typeof value["name"] === "string" ? value["name"] : undefined;
}
