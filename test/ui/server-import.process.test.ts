import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
    const modules = ["ui", "platform", "core"].flatMap((room) =>
      readdirSync(join(builtPackage(), room))
        .filter((name) => name.endsWith(".js"))
        .map((name) => join(room, name)),
    );
    const client = [
      "client",
      "connection",
      "event-parser",
      "follow",
      "isolate",
      "last-event-id",
      "reconnect",
    ];
    const all = [
      ...modules,
      ...client.map((name) => `web/${name}.js`),
      "web/event-stream.js",
      "web/encode-event.js",
      "web/serve-events.js",
    ];
    const found = all.filter((path) => {
      const text = readFileSync(join(builtPackage(), path), "utf8").replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
      return /\bBuffer\b|\bprocess\.|["']node:/.test(text);
    });
    expect(all.length).toBeGreaterThan(40);
    expect(found).toEqual([]);
  });
});
