// A thousand operations: what they change in the page, and what is left after the end. What they cost its main thread is
// printed, and asserted nowhere, as it hangs on the machine.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Engine, launchChromium, launchFirefox, type Tab } from "./support/browsers.js";
import { servePage, untilShown } from "./support/page.js";
import { ScriptedSource } from "./support/scripted-source.js";

const count = 1000;
const usualMs = { low: 2000, high: 60_000 };

/** Lets the operations move for some seconds, many in each tenth of a second. */
async function play(source: ScriptedSource): Promise<void> {
  for (let index = 0; index < count; index++) {
    source.begin(`op-${index}`, { name: `web-${index}`, group: `service-${index % 12}` }, 0, usualMs);
    if (index % 50 === 49) await pause(50);
  }
  for (let index = 0; index < count; index++) {
    source.transition(`op-${index}`, "PENDING");
    if (index % 25 === 24) await pause(50);
  }
  for (let index = 0; index < count; index++) {
    if (index % 40 === 7) source.fail(`op-${index}`, "INTERNAL_FAILURE", "Oops.");
    else source.succeed(`op-${index}`);
    if (index % 20 === 19) await pause(60);
  }
  source.end();
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Begins to measure how long the main thread leaves a timer waiting, and what a live region says. */
function measure(): void {
  const measured = {
    since: performance.now(),
    blockedMs: 0,
    longestMs: 0,
    mutations: 0,
    timers: 0,
    announcements: [] as number[],
  };
  Object.assign(globalThis, { measured });
  let before = performance.now();
  setInterval(() => {
    const now = performance.now();
    const lateMs = now - before - 20;
    if (lateMs > 50) measured.blockedMs += lateMs;
    measured.longestMs = Math.max(measured.longestMs, lateMs);
    before = now;
  }, 20);
  const count = (name: "setTimeout" | "requestAnimationFrame"): void => {
    const original = globalThis[name] as (...args: unknown[]) => number;
    Object.assign(globalThis, {
      [name]: (...args: unknown[]) => {
        measured.timers++;
        return original.apply(globalThis, args);
      },
    });
  };
  count("setTimeout");
  count("requestAnimationFrame");
  const watch = setInterval(() => {
    const root = document.querySelector("cloudmap-progress")?.shadowRoot;
    const status = root?.querySelector("[role=status]");
    if (!root || !status) return;
    clearInterval(watch);
    const options = { childList: true, subtree: true, attributes: true, characterData: true };
    new MutationObserver((records) => (measured.mutations += records.length)).observe(root, options);
    new MutationObserver(() => measured.announcements.push(performance.now())).observe(status, options);
  }, 5);
}

interface Measured {
  readonly since: number;
  readonly blockedMs: number;
  readonly longestMs: number;
  readonly mutations: number;
  readonly timers: number;
  readonly announcements: readonly number[];
  readonly now: number;
}

async function measured(tab: Tab): Promise<Measured> {
  return await tab.evaluate(
    () => ({ ...(globalThis as unknown as { measured: Measured }).measured, now: performance.now() }),
    0,
  );
}

describe.each([
  ["Chromium", launchChromium],
  ["Firefox", launchFirefox],
])("a thousand operations in %s", (_name, launch) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await launch();
  });
  afterAll(async () => await engine?.close());

  test("change only what is new of each in the page, and leave nothing to do after the end", async () => {
    const source = new ScriptedSource();
    const { url } = await servePage(source);
    const tab = await engine.open(url, { viewport: { width: 1240, height: 900 } }, measure);
    await untilShown(tab, ".state", "Live");
    const before = (await tab.computedMs?.()) ?? 0;
    const since = performance.now();
    await play(source);
    await untilShown(tab, ".state", "Finished");
    await untilShown(tab, "[role=status]", "Finished");
    const after = await measured(tab);
    const share = after.blockedMs / (after.now - after.since);
    const computed = ((await tab.computedMs?.()) ?? 0) - before;
    const computedShare = computed / (performance.now() - since);
    console.log(
      `${engine.name}: blocked ${(share * 100).toFixed(1)} % and computed ${(computedShare * 100).toFixed(1)} % of ${Math.round(after.now - after.since)} ms, longest ${Math.round(after.longestMs)} ms, ${after.announcements.length} announcements, ${after.mutations} mutations`,
    );
    // A few places for each step of an operation, and one for each second that it shows: nothing is drawn anew.
    const seconds = (after.now - after.since) / 1000;
    expect(after.mutations).toBeLessThan(count * (30 + seconds));
    // At most one announcement a second, also while hundreds of operations end in it.
    const gaps = after.announcements.slice(1).map((at, index) => at - (after.announcements[index] ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThan(900);
    expect(after.announcements.length).toBeGreaterThan(2);
    // The last timer that was set may still come, and finds nothing to do.
    await pause(1500);
    const { mutations, timers } = await measured(tab);
    await pause(2000);
    expect(await measured(tab)).toMatchObject({ mutations, timers });
    const state = await tab.evaluate(() => {
      const root = document.querySelector("cloudmap-progress")?.shadowRoot;
      return {
        rows: root?.querySelectorAll(".item").length,
        first: root?.querySelector(".item .status")?.textContent,
        open: root?.querySelectorAll(".details-row:not([hidden])").length,
        animations: document.getAnimations().length,
        verdict: root?.querySelector(".verdict")?.textContent,
      };
    }, 0);
    expect(state).toEqual({
      rows: count,
      first: "Failed",
      open: 20,
      animations: 0,
      verdict: "✖ 25 failed, 975 succeeded",
    });
    await tab.shoot("thousand");
  });

  test("are shown at once to one who comes late, with one announcement", async () => {
    const source = new ScriptedSource();
    for (let index = 0; index < count; index++) {
      source.begin(`op-${index}`, { name: `web-${index}` });
      source.succeed(`op-${index}`);
    }
    source.end();
    const { url } = await servePage(source);
    const tab = await engine.open(url, {}, measure);
    await untilShown(tab, ".verdict", `All ${count} succeeded`);
    await untilShown(tab, "[role=status]", "Finished");
    await tab.until(
      (count) =>
        document.querySelector("cloudmap-progress")?.shadowRoot?.querySelectorAll(".item").length === count,
      count,
    );
    const { longestMs, announcements } = await measured(tab);
    console.log(`${engine.name}: late comer, longest ${Math.round(longestMs)} ms`);
    expect(announcements.length).toBeLessThanOrEqual(3);
  });
});
