import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A page of docs/ as it stands; with UPDATE_DOCS=1, as it is generated. */
export function pageNow(name: string, generated: string): string {
  const file = fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(file, generated);
  return readFileSync(file, "utf8");
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => cells.map((cell) => cell.replaceAll(/(?<!\\)\|/g, "\\|")))
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
