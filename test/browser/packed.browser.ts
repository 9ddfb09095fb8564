// The component as users get it: from the packed tarball, in plain HTML, in React and in Vue, under a strict policy.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { serveEvents } from "../../src/web/serve-events.js";
import { builtPackage } from "../support/built.js";
import { type Engine, launchChromium, launchFirefox } from "./support/browsers.js";
import { shown, untilShown } from "./support/page.js";
import { ScriptedSource } from "./support/scripted-source.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const frameworks = join(root, "test/browser/frameworks");
// Outside of the repository, so that the package is not found by its name there.
const folder = mkdtempSync(join(tmpdir(), "cloudmap-waiter-packed-"));

/** Nothing but the page's own scripts and stream: no style of an element or an attribute, no code from a text. */
const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'";

async function bundle(entry: string): Promise<void> {
  await build({
    input: join(folder, entry),
    output: { file: join(folder, entry.replace(/\.tsx?$/, ".js")), minify: true },
    transform: {
      define: {
        "process.env.NODE_ENV": '"production"',
        __VUE_OPTIONS_API__: "false",
        __VUE_PROD_DEVTOOLS__: "false",
      },
    },
    logLevel: "warn",
  });
}

beforeAll(async () => {
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
    cwd: dirname(builtPackage()),
    encoding: "utf8",
  });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  mkdirSync(join(folder, "node_modules/cloudmap-waiter"), { recursive: true });
  const into = join(folder, "node_modules/cloudmap-waiter");
  execFileSync("tar", ["xzf", join(folder, filename), "-C", into, "--strip-components=1"]);
  if (!existsSync(join(frameworks, "node_modules/vue")))
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: frameworks });
  for (const name of ["react", "react-dom"])
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  symlinkSync(join(frameworks, "node_modules/vue"), join(folder, "node_modules/vue"));
  copyFileSync(join(root, "examples/react/Progress.tsx"), join(folder, "Progress.tsx"));
  for (const name of ["react.tsx", "vue.ts", "plain.js"])
    copyFileSync(join(frameworks, name), join(folder, name));
  await Promise.all([bundle("react.tsx"), bundle("vue.ts")]);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Serves a page with one script, the packed package's files, and the stream of a source. */
async function serve(script: string, source: ScriptedSource): Promise<string> {
  const headers = { "content-security-policy": policy };
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${script}</title><link rel="icon" href="data:,"><div id="root"></div><script type="module" src="/${script}"></script></html>`;
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    const [, file = ""] = /^\/(?:cloudmap-waiter\/)?([\w/-]+\.js)$/.exec(path) ?? [];
    if (path === "/events") serveEvents(source, request, response, { retry: 0.1 });
    else if (path === "/") response.writeHead(200, { ...headers, "content-type": "text/html" }).end(html);
    else {
      const from = path.startsWith("/cloudmap-waiter/")
        ? join(folder, "node_modules/cloudmap-waiter")
        : folder;
      response.writeHead(200, { "content-type": "text/javascript" }).end(readFileSync(join(from, file)));
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe.each([
  ["Chromium", launchChromium],
  ["Firefox", launchFirefox],
])("the packed package in %s", (_name, launch) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await launch();
  });
  afterAll(async () => await engine?.close());

  test.each(["plain.js", "react.js", "vue.js"])(
    "shows a run in %s, under a strict policy",
    async (script) => {
      const source = new ScriptedSource();
      source.begin("op-1");
      source.begin("op-2");
      const tab = await engine.open(await serve(script, source));
      await untilShown(tab, ".status", "Submitted");
      source.fail("op-1", "INTERNAL_FAILURE", "Oops.");
      source.succeed("op-2");
      source.end();
      await untilShown(tab, ".state", "Finished");
      const { verdict, rows } = await shown(tab);
      expect(verdict).toBe("✖ 1 failed, 1 succeeded");
      expect(rows.map(({ name, status }) => `${name}: ${status}`)).toEqual([
        "op-1: Failed",
        "op-2: Succeeded",
      ]);
      const styled = await tab.evaluate(() => {
        const status = document.querySelector("cloudmap-progress")?.shadowRoot?.querySelector(".status");
        return status && getComputedStyle(status).fontWeight;
      }, 0);
      expect(styled).toBe("600");
      expect(tab.complaints).toEqual([]);
    },
  );

  test.each(["react.js", "vue.js"])("is a store for a list of one's own in %s", async (script) => {
    const source = new ScriptedSource();
    source.begin("op-1");
    const tab = await engine.open(await serve(script, source));
    await tab.until(() => document.querySelector("li")?.textContent === "op-1: Submitted", 0);
    source.succeed("op-1");
    source.end();
    await tab.until(() => document.querySelector("li")?.textContent === "op-1: Succeeded", 0);
    expect(tab.complaints).toEqual([]);
  });
});
