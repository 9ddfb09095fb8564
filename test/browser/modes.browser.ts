// Colour schemes, sizes, motion and print: axe finds nothing in any of them, and each does what it is for.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Engine, launchChromium, launchFirefox, type Mode, type Tab } from "./support/browsers.js";
import { servePage, untilShown } from "./support/page.js";
import { ScriptedSource } from "./support/scripted-source.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds. It is evaluated, as the page's policy forbids a script of another source. */
async function violations(tab: Tab): Promise<unknown> {
  await tab.evaluateText(`${axe}; undefined`);
  return await tab.evaluateText(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html, failureSummary }) => html + failureSummary).join(' | ')))",
  );
}

/** Operations of each standing. */
function everyStanding(): ScriptedSource {
  const source = new ScriptedSource();
  const usualMs = { low: 3000, high: 5000 };
  source.begin("op-1", { name: "shop.internal", group: "shop" }, 34_000, { low: 35_000, high: 48_000 });
  const pending = { from: "SUBMITTED", to: "PENDING", poll: 2, operationType: "CREATE_NAMESPACE" };
  source.tell("transition", "op-1", { ...pending, at: Date.now() - 29_000 });
  source.begin("op-2", { name: "web-2", group: "shop" }, 30_000, usualMs);
  source.tell("transition", "op-2", {
    ...pending,
    operationType: "REGISTER_INSTANCE",
    at: Date.now() - 27_000,
  });
  source.begin("op-3", { name: "web-3", group: "shop" }, 20_000, usualMs);
  source.tell("retry", "op-3", {
    reason: "transient",
    errorName: "X",
    statusCode: 503,
    attempt: 1,
    delayMs: 60_000,
  });
  source.begin("op-4", { name: "web-4", group: "shop" }, 9000, usualMs);
  source.tell("transition", "op-4", {
    ...pending,
    operationType: "REGISTER_INSTANCE",
    at: Date.now() - 6000,
  });
  source.succeed("op-4", { INSTANCE: "i-web-4" });
  source.begin("op-5", { name: "taken.internal", group: "taken" }, 12_000);
  source.fail("op-5", "CANNOT_CREATE_HOSTED_ZONE", "The VPC has a zone with a conflicting domain.");
  source.tell("transition", "op-5", { ...pending, at: Date.now() - 9000 });
  source.begin("op-6", { name: "late.internal", group: "taken" }, 60_000);
  source.settle("op-6", "timed-out", {
    code: "TIMED_OUT",
    message: "Still PENDING after 60 s; it keeps running.",
  });
  return source;
}

function finish(source: ScriptedSource): void {
  for (const id of ["op-1", "op-2", "op-3"]) source.succeed(id);
  source.end();
}

async function overflow(tab: Tab): Promise<number> {
  return await tab.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    0,
  );
}

const chromiumModes: readonly (readonly [string, Mode])[] = [
  ["light", { colorScheme: "light", viewport: { width: 1240, height: 800 } }],
  ["dark", { colorScheme: "dark", viewport: { width: 1240, height: 800 } }],
  ["forced-colors", { forcedColors: "active", viewport: { width: 1240, height: 800 } }],
  ["reduced-motion", { reducedMotion: "reduce" }],
  ["phone-light", { colorScheme: "light", viewport: { width: 320, height: 700 } }],
  ["phone-dark", { colorScheme: "dark", viewport: { width: 390, height: 844 } }],
  ["print", { media: "print", viewport: { width: 800, height: 1100 } }],
];

describe("in Chromium", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await launchChromium();
  });
  afterAll(async () => await engine?.close());

  test.each(chromiumModes)("axe finds nothing while it runs and at its end: %s", async (name, mode) => {
    const source = everyStanding();
    const tab = await engine.open((await servePage(source, { region: "us-east-1" })).url, mode);
    await untilShown(tab, ".status", "Retrying");
    expect(await violations(tab)).toEqual([]);
    await tab.shoot(name === "light" ? "progress-running" : `running-${name}`);
    expect(await overflow(tab)).toBeLessThanOrEqual(0);
    finish(source);
    await untilShown(tab, ".state", "Finished");
    expect(await violations(tab)).toEqual([]);
    expect(await overflow(tab)).toBeLessThanOrEqual(0);
    expect(tab.complaints).toEqual([]);
    await tab.shoot(`ended-${name}`);
  });

  test("axe finds nothing while the connection is down", async () => {
    const source = everyStanding();
    const server = await servePage(source, { region: "us-east-1" });
    const mode = { colorScheme: "dark", viewport: { width: 1240, height: 800 } } as const;
    const tab = await engine.open(server.url, mode);
    await untilShown(tab, ".status", "Retrying");
    const closed = server.close();
    await untilShown(tab, ".state", "Reconnecting");
    await closed;
    expect(await violations(tab)).toEqual([]);
    await tab.shoot("progress-reconnecting");
  });

  test("nothing moves for who wants less motion, and the bar is as full as the run is", async () => {
    const source = everyStanding();
    const tab = await engine.open((await servePage(source)).url, { reducedMotion: "reduce" });
    await untilShown(tab, ".status", "Failed");
    const { animations, share } = await tab.evaluate(() => {
      const root = document.querySelector("cloudmap-progress")?.shadowRoot;
      const width = (selector: string): number =>
        root?.querySelector(selector)?.getBoundingClientRect().width ?? 0;
      return {
        animations: document.getAnimations().length,
        share: width(".segment[data-category=succeeded]") / width(".overall-bar"),
      };
    }, 0);
    expect(animations).toBe(0);
    expect(share).toBeCloseTo(1 / 6, 1);
  });

  test("print has every row and no control", async () => {
    const source = everyStanding();
    const tab = await engine.open((await servePage(source)).url, { media: "print" });
    await untilShown(tab, ".status", "Retrying");
    const { controls, skipped } = await tab.evaluate(() => {
      const root = document.querySelector("cloudmap-progress")?.shadowRoot;
      const all = Array.from(root?.querySelectorAll<HTMLElement>("button, input, select") ?? []);
      const items = Array.from(root?.querySelectorAll<HTMLElement>(".item") ?? []);
      return {
        controls: all.filter((control) => control.checkVisibility()).length,
        skipped: items.filter((item) => getComputedStyle(item).contentVisibility !== "visible").length,
      };
    }, 0);
    expect({ controls, skipped }).toEqual({ controls: 0, skipped: 0 });
  });
});

describe.each([
  ["light", { colorScheme: "light" }],
  ["dark and less motion", { colorScheme: "dark", reducedMotion: "reduce" }],
] as const)("in Firefox, %s", (name, mode) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await launchFirefox(mode);
  });
  afterAll(async () => await engine?.close());

  test.each([1240, 320])("axe finds nothing while it runs and at its end, %d px wide", async (width) => {
    const source = everyStanding();
    const viewport = { width, height: 800 };
    const tab = await engine.open((await servePage(source)).url, { viewport });
    await untilShown(tab, ".status", "Retrying");
    expect(await violations(tab)).toEqual([]);
    finish(source);
    await untilShown(tab, ".state", "Finished");
    expect(await violations(tab)).toEqual([]);
    expect(await overflow(tab)).toBeLessThanOrEqual(0);
    expect(tab.complaints).toEqual([]);
    await tab.shoot(`${name.replaceAll(" ", "-")}-${width}`);
  });
});
