import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import type { Figure } from "./figure.js";

/** The package's own code, without what it depends on, minified and gzipped. */
export async function ownCode(what: string, entry: string, goal?: number): Promise<Figure> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL(entry, import.meta.url)),
    external: [/^@aws-sdk\//, "p-retry", "eventemitter3"],
    platform: "node",
    logLevel: "silent",
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  return {
    name: `Own code, minified and gzipped: ${what}`,
    value: gzipSync(output[0].code).length,
    unit: "bytes",
    ...(goal !== undefined && { goal }),
  };
}
