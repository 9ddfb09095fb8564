import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtPackage, run } from "../support/built.js";

describe("cloudmap-waiter/ui on a server", () => {
  test("is imported and defined without a DOM, and leaves nothing behind", async () => {
    const code = `
      const before = Object.keys(globalThis).length;
      const ui = await import(process.argv[1]);
      ui.define();
      const store = ui.createProgressStore("http://127.0.0.1:9/");
      console.log(typeof ui.CloudmapProgress, store.getSnapshot().connection.state, Object.keys(globalThis).length - before);`;
    const args = ["--input-type=module", "-e", code, join(builtPackage(), "ui/index.js")];
    const { code: status, stdout, stderr } = await run(process.execPath, args).finished;
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "function idle 0\n", stderr: "" });
  });

  test("needs nothing of Node's, in any module that a browser loads", () => {
    const texts = new Map<string, string>();
    const read = (path: string): void => {
      if (texts.has(path)) return;
      // An import of a package would be as bad.
      const text = path.startsWith("/") ? readFileSync(path, "utf8") : `"node:"`;
      texts.set(path, text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, ""));
      for (const [, from = ""] of text.matchAll(/^(?:import|export)\b[^"\n]*"([^"]+)";/gm))
        read(from.startsWith(".") ? join(dirname(path), from) : from);
    };
    for (const entry of ["ui/index.js", "web/index.js", "web/client.js"]) read(join(builtPackage(), entry));
    const found = [...texts].filter(([, text]) => /\bBuffer\b|\bprocess\.|["']node:/.test(text));
    expect(texts.size).toBeGreaterThan(4);
    expect(found.map(([path]) => path)).toEqual([]);
  });
});
