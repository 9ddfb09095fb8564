import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The text that people are to see, from the file of that name in this folder, to be reviewed like code;
 * `UPDATE_TEXTS=1 npm run test:unit` writes what they do see to it.
 */
export function goldenText(name: string, seen: string): string {
  const file = fileURLToPath(new URL(name, import.meta.url));
  if (process.env["UPDATE_TEXTS"]) writeFileSync(file, seen);
  return readFileSync(file, "utf8");
}
