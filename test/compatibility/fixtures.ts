// What released versions stored and printed. A folder for each minor version that added something; none is ever changed.
//   UPDATE_COMPATIBILITY=1 npx vitest run test/compatibility   writes the folder of the version that is being made
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const current = "1.0";

/** The versions of this major version whose fixtures there are. */
export const versions: readonly string[] = [
  ...new Set([
    current,
    ...readdirSync(here, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name),
  ]),
];

/** A fixture of each version; before they are read, the current version's is written if that is asked for, and there is one. */
export function fixtures<T>(name: string, fresh?: T): readonly (readonly [version: string, fixture: T])[] {
  if (fresh !== undefined && process.env["UPDATE_COMPATIBILITY"] !== undefined) {
    mkdirSync(join(here, current), { recursive: true });
    const text = typeof fresh === "string" ? fresh : `${JSON.stringify(fresh, undefined, 2)}\n`;
    writeFileSync(join(here, current, name), text);
  }
  return versions.map((version) => {
    const text = readFileSync(join(here, version, name), "utf8");
    return [version, (name.endsWith(".json") ? JSON.parse(text) : text) as T] as const;
  });
}
