// The example page as `npm run example:progress` serves it, on the emulator, from the built package.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { builtPackage } from "../support/built.js";
import { type Engine, launchChromium } from "./support/browsers.js";
import { shown, untilShown } from "./support/page.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const compiled = join(dirname(builtPackage()), ".bench");

let engine: Engine;

beforeAll(async () => {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, "-p", "tsconfig.bench.json", "--outDir", compiled], {
    cwd: root,
  });
  engine = await launchChromium();
});

afterAll(async () => await engine?.close());

/** Starts a run of the example, so many times as fast. */
async function startRun(speed: number): Promise<string> {
  const script = join(compiled, "examples/progress-page/server.js");
  const env = {
    ...process.env,
    PROGRESS_SPEED: String(speed),
    PROGRESS_PAGE: join(root, "examples/progress-page/page/"),
  };
  const server = spawn(process.execPath, ["--no-warnings", script], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void server.kill());
  const [line] = (await once(server.stdout, "data")) as [Buffer];
  return /http:\S+/.exec(line.toString())?.[0] ?? "";
}

describe("the example page", () => {
  test("shows a whole run, over a reload in the middle of it", async () => {
    const tab = await engine.open(await startRun(2), { viewport: { width: 1240, height: 820 } });
    await untilShown(tab, ".status", "Succeeded");
    await tab.shoot("example-running");
    await tab.evaluateText("location.reload()").catch(() => {});
    await untilShown(tab, ".state", "Finished");
    const { verdict, rows, title } = await shown(tab);
    expect(verdict).toBe("✖ 2 failed, 6 succeeded");
    expect(title).toBe("✖ 2 failed, 6 succeeded – prod rollout #481");
    expect(rows).toHaveLength(8);
    const taken = rows.find(({ name }) => name === "taken.internal");
    expect(taken).toMatchObject({ status: "Failed", type: "create namespace" });
    expect(taken?.details).toContain("<img src=x onerror=alert(1)>");
    expect(rows.find(({ name }) => name === "shop-http")?.targets).toMatch(/^ns-[a-z0-9]+Copy$/);
    expect(tab.complaints).toEqual([]);
  });
});
