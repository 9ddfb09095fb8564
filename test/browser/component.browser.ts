import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Engine, launchChromium, launchFirefox, type Tab } from "./support/browsers.js";
import { focused, servePage, shown, untilShown } from "./support/page.js";
import { ScriptedSource } from "./support/scripted-source.js";

const usualMs = { low: 35_000, high: 48_000 };

async function textOf(tab: Tab, selector: string): Promise<string> {
  return await tab.evaluate(
    (selector) =>
      document.querySelector("cloudmap-progress")?.shadowRoot?.querySelector(selector)?.textContent ?? "",
    selector,
  );
}

describe.each([
  ["Chromium", launchChromium],
  ["Firefox", launchFirefox],
])("the component in %s", (_name, launch) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await launch();
  });
  afterAll(async () => await engine?.close());

  test("shows operations from their first moment to their end, failures first, with why and what to do", async () => {
    const source = new ScriptedSource();
    source.begin("op-1", { name: "shop.internal" }, 34_000, usualMs);
    source.begin("op-2", { name: "taken.internal" }, 10_000, usualMs);
    source.begin("op-3", { name: "web-1" }, 60_000, usualMs);
    const { url } = await servePage(source, { region: "us-east-1" });
    const tab = await engine.open(url, { viewport: { width: 1240, height: 800 } });
    source.transition("op-1", "PENDING");
    await untilShown(tab, ".status", "Pending");
    const running = await shown(tab);
    expect(running).toMatchObject({ verdict: "◐ Running", connection: "Live", bar: "progressbar" });
    expect(running.title).toBe("◐ Running 0/3 – prod rollout #481");
    expect(running.timeLeft).toBe("Longer than usual");
    expect(running.rows.map(({ name, status }) => [name, status])).toEqual([
      ["web-1", "Submitted · slow"],
      ["shop.internal", "Pending"],
      ["taken.internal", "Submitted"],
    ]);
    expect(running.rows[1]).toMatchObject({ type: "create namespace", usual: "usual 35–48s" });
    source.fail("op-2", "CANNOT_CREATE_HOSTED_ZONE", "The VPC has a zone like that.");
    await untilShown(tab, ".status", "Failed");
    const failing = await shown(tab);
    expect(failing.verdict).toBe("✖ 1 failed, running");
    expect(failing.rows[0]).toMatchObject({ name: "taken.internal", status: "Failed" });
    expect(failing.rows[0]?.details).toContain("CANNOT_CREATE_HOSTED_ZONE · what Cloud Map said");
    expect(failing.rows[0]?.details).toContain("The VPC has a zone like that.");
    expect(failing.rows[0]?.details).toContain("Delete or reuse that zone");
    source.succeed("op-1", { NAMESPACE: "ns-abc" });
    source.succeed("op-3");
    source.end();
    await untilShown(tab, ".state", "Finished");
    const ended = await shown(tab);
    expect(ended).toMatchObject({
      title: "✖ 1 failed, 2 succeeded – prod rollout #481",
      counts: "✔ 2 succeeded, ✖ 1 failed",
      bar: "img",
    });
    expect(ended.rows.find((row) => row.name === "shop.internal")).toMatchObject({ targets: "ns-abcCopy" });
    const icon = await tab.evaluate(() => document.querySelector<HTMLLinkElement>("link[rel=icon]")?.href, 0);
    expect(decodeURIComponent(icon ?? "")).toContain("#cf222e");
    await tab.shoot("ended");
    expect(tab.complaints).toEqual([]);
  });

  test("says of a wait that timed out that the operation is still running, and how to resume it", async () => {
    const source = new ScriptedSource();
    source.begin("op-1");
    source.begin("-op-2");
    source.settle("op-1", "timed-out", { code: "TIMED_OUT", message: "It keeps running." });
    source.settle("-op-2", "unreachable", { code: "ECONNREFUSED", message: "No answer." });
    source.end();
    const context = {
      region: "eu-central-1",
      profile: "my ops",
      endpoint: "http://u:pw@127.0.0.1:4566/?k=v",
    };
    const tab = await engine.open((await servePage(source, context)).url);
    await untilShown(tab, ".state", "Finished");
    const { verdict, rows } = await shown(tab);
    expect(verdict).toBe("◑ 2 still running or unknown");
    expect(rows.map(({ status }) => status)).toEqual(["Still running", "No answer"]);
    expect(await textOf(tab, ".resume-all")).toContain(
      "cloudmap-wait --region eu-central-1 --profile 'my ops' --endpoint-url http://127.0.0.1:4566 -- op-1 -op-2",
    );
    expect(await textOf(tab, ".resume-all")).not.toContain("pw");
  });

  test("shows an outage: what failed, which attempt comes when, and how the operation was last seen", async () => {
    const source = new ScriptedSource();
    source.begin("op-1", { name: "web-3" });
    source.tell("retry", "op-1", {
      reason: "transient",
      errorName: "ServiceUnavailable",
      statusCode: 503,
      attempt: 2,
      delayMs: 60_000,
    });
    const tab = await engine.open((await servePage(source)).url);
    await untilShown(tab, ".status", "Retrying");
    const [row] = (await shown(tab)).rows;
    expect(row?.problem).toMatch(
      /^HTTP 503 from Cloud Map, attempt 3 in (1m|5\ds) · last seen SUBMITTED at \d/,
    );
  });

  test("keeps hostile text inert: it is shown, and is no markup", async () => {
    const source = new ScriptedSource();
    source.begin("<img src=x onerror=alert(1)>", { name: "<b>\u202Ename\u001B[31m</b>", group: "<i>" });
    source.fail("<img src=x onerror=alert(1)>", "X<script>", "<img src=x onerror=alert(1)>\u0007");
    source.end();
    const tab = await engine.open((await servePage(source, { title: "<u>title</u>\u202E" })).url);
    await untilShown(tab, ".state", "Finished");
    const { rows, title } = await shown(tab);
    expect(rows[0]?.name).toBe(String.raw`<b>\u{202e}name\u{1b}[31m</b>`);
    expect(rows[0]?.details).toContain(String.raw`<img src=x onerror=alert(1)>\u{7}`);
    expect(title).toContain(String.raw`<u>title</u>\u{202e}`);
    const markup = await tab.evaluate(() => {
      const root = document.querySelector("cloudmap-progress")?.shadowRoot;
      return root?.querySelectorAll("img, b:not(.count b), script, i, u, [style*=url], [onerror]").length;
    }, 0);
    expect(markup).toBe(0);
    expect(tab.complaints).toEqual([]);
  });

  test("goes by the server's clock, whatever the viewer's says", async () => {
    const source = new ScriptedSource();
    source.begin("op-1", {}, 34_000);
    const { url } = await servePage(source);
    for (const skew of [-120_000, 120_000]) {
      const init = { "-120000": skewBack, "120000": skewForth }[String(skew)];
      const tab = await engine.open(url, {}, init);
      await untilShown(tab, ".status", "Submitted");
      const offBy = (await tab.evaluate(() => Date.now(), 0)) - Date.now();
      expect(Math.abs(offBy - skew)).toBeLessThan(30_000);
      const took = Number.parseFloat((await shown(tab)).rows[0]?.took ?? "");
      expect(took).toBeGreaterThanOrEqual(34);
      expect(took).toBeLessThan(59);
    }
  });

  test("is stale since its last event while the server is gone, stands still, and goes on when it is back", async () => {
    const source = new ScriptedSource();
    source.begin("op-1", { name: "web-1" });
    source.begin("op-2", { name: "web-2" });
    const token = "token";
    const first = await servePage(source, { token, retry: 0.5 });
    const tab = await engine.open(first.url);
    await untilShown(tab, ".status", "Submitted");
    const closing = first.close();
    await untilShown(tab, ".state", "Reconnecting");
    await closing;
    const { lastEventAt } = source;
    const stale = async (): Promise<unknown> =>
      await tab.evaluate(() => {
        const root = document.querySelector("cloudmap-progress")?.shadowRoot;
        const took = root?.querySelector(".elapsed")?.textContent;
        return [
          root?.querySelector<HTMLTimeElement>(".state time")?.dateTime,
          took,
          root?.querySelector<HTMLElement>(".retry")?.hidden,
        ];
      }, 0);
    const before = await stale();
    expect(before).toEqual([new Date(lastEventAt).toISOString(), expect.any(String), false]);
    source.succeed("op-1");
    await new Promise((resolve) => setTimeout(resolve, 2200));
    expect(await stale()).toEqual(before);
    await tab.evaluate(() => {
      document.querySelector("cloudmap-progress")?.shadowRoot?.querySelector<HTMLElement>(".retry")?.focus();
    }, 0);
    await servePage(source, { token, port: Number(new URL(first.url).port) });
    await tab.press("Enter");
    await untilShown(tab, ".state", "Live");
    await untilShown(tab, ".status", "Succeeded");
    // The button is gone, and has not taken the focus with it.
    expect(await focused(tab)).toMatch(/^state/);
    const { rows, connection } = await shown(tab);
    expect(connection).toBe("Live");
    expect(rows.map(({ name, status }) => [name, status])).toEqual([
      ["web-2", "Submitted"],
      ["web-1", "Succeeded"],
    ]);
  });

  test("begins anew with another server in the place of the first", async () => {
    const source = new ScriptedSource();
    for (const id of ["op-1", "op-2", "op-3"]) source.begin(id, { name: `old-${id}` });
    const token = "token";
    const first = await servePage(source, { token });
    const tab = await engine.open(first.url);
    await untilShown(tab, ".label", "old-op-3");
    await tab.evaluate(() => {
      document
        .querySelector("cloudmap-progress")
        ?.shadowRoot?.querySelector<HTMLElement>("[tabindex='0'].row")
        ?.focus();
    }, 0);
    const closing = first.close();
    await untilShown(tab, ".state", "Reconnecting");
    await closing;
    const other = new ScriptedSource();
    other.begin("op-9", { name: "new-op-9" });
    other.succeed("op-9");
    other.end();
    await servePage(other, { token, port: Number(new URL(first.url).port) });
    await untilShown(tab, ".state", "Finished");
    const { rows, verdict } = await shown(tab);
    expect(rows.map((row) => row.name)).toEqual(["new-op-9"]);
    expect(verdict).toBe("✔ Succeeded");
    expect(await focused(tab)).not.toBeNull();
  });

  test("says why it cannot connect, and tries again when told to", async () => {
    const source = new ScriptedSource();
    source.begin("op-1");
    const { url } = await servePage(source);
    const tab = await engine.open(url);
    await untilShown(tab, ".state", "Live");
    await tab.evaluate(() => document.querySelector("cloudmap-progress")?.setAttribute("src", "nowhere"), 0);
    await untilShown(tab, ".state", "Disconnected (The stream answered HTTP 404)");
    await tab.evaluate(() => document.querySelector("cloudmap-progress")?.setAttribute("src", "events"), 0);
    await untilShown(tab, ".state", "Live");
    expect((await shown(tab)).rows).toHaveLength(1);
  });

  test("has one tab stop for the list, and keys for the rest", async () => {
    const source = new ScriptedSource();
    for (let index = 1; index <= 30; index++) source.begin(`op-${index}`, { name: `web-${index}` });
    source.fail("op-20", "INTERNAL_FAILURE", "Oops.");
    const tab = await engine.open((await servePage(source)).url);
    await untilShown(tab, ".status", "Failed");
    const stops = await tab.evaluate(
      () =>
        document
          .querySelector("cloudmap-progress")
          ?.shadowRoot?.querySelectorAll(
            ".list [tabindex='0'], .list :is(a, button, input):not([tabindex='-1'])",
          ).length,
      0,
    );
    expect(stops).toBe(1);
    await tab.evaluate(() => {
      document
        .querySelector("cloudmap-progress")
        ?.shadowRoot?.querySelector<HTMLElement>("select:last-of-type")
        ?.focus();
    }, 0);
    await tab.press("Tab");
    expect(await focused(tab)).toBe("row web-20");
    await tab.press("ArrowDown", "ArrowDown");
    expect(await focused(tab)).toBe("row web-2");
    await tab.press("ArrowRight");
    expect((await shown(tab)).rows.find((row) => row.name === "web-2")?.details).toContain("op-2");
    await tab.press("ArrowRight");
    expect(await focused(tab)).toBe("Copy id of web-2");
    await tab.press("ArrowLeft", "Enter");
    expect(await focused(tab)).toBe("row web-2");
    expect((await shown(tab)).rows.find((row) => row.name === "web-2")?.details).toBe("");
    await tab.press("End");
    expect(await focused(tab)).toBe("row web-30");
    await tab.press("f");
    expect(await focused(tab)).toBe("row web-20");
    await tab.press("/");
    expect(await focused(tab)).toBe("Filter operations");
    await tab.type("web-2");
    await tab.until(
      () => document.querySelector("cloudmap-progress")?.shadowRoot?.querySelectorAll(".item").length === 11,
      0,
    );
    expect(await focused(tab)).toBe("Filter operations");
    await tab.type("xyz");
    await untilShown(tab, ".empty", "No operation matches.");
  });

  test("keeps the focus on its row while rows move, end and are filtered away", async () => {
    const source = new ScriptedSource();
    for (let index = 1; index <= 20; index++) source.begin(`op-${index}`, { name: `web-${index}` });
    const tab = await engine.open((await servePage(source)).url);
    await untilShown(tab, ".label", "web-20");
    await tab.evaluate(() => {
      const rows = document
        .querySelector("cloudmap-progress")
        ?.shadowRoot?.querySelectorAll<HTMLElement>(".row");
      rows?.[4]?.focus();
    }, 0);
    expect(await focused(tab)).toBe("row web-5");
    source.fail("op-9", "INTERNAL_FAILURE", "Oops.");
    source.succeed("op-1");
    source.fail("op-5", "INTERNAL_FAILURE", "Oops.");
    await untilShown(tab, ".counts", "2 failed");
    await untilShown(tab, ".status", "Succeeded");
    expect((await shown(tab)).rows.slice(0, 2).map((row) => row.name)).toEqual(["web-5", "web-9"]);
    expect(await focused(tab)).toBe("row web-5");
    await tab.evaluate(() => {
      const root = document.querySelector("cloudmap-progress")?.shadowRoot;
      Array.from(root?.querySelectorAll<HTMLElement>(".chip") ?? [])
        .find((chip) => chip.textContent?.startsWith("Running"))
        ?.click();
    }, 0);
    await tab.until(
      () => document.querySelector("cloudmap-progress")?.shadowRoot?.querySelectorAll(".item").length === 17,
      0,
    );
    expect(await focused(tab)).toMatch(/^row web-/);
  });

  test("copies an id by keyboard, says so on the button and to those who listen, and keeps the focus", async () => {
    const source = new ScriptedSource();
    source.begin("op-1", { name: "shop.internal" });
    source.succeed("op-1", { NAMESPACE: "ns-abc" });
    source.end();
    const tab = await engine.open((await servePage(source)).url);
    await untilShown(tab, ".targets", "ns-abc");
    await tab.evaluate(() => {
      document
        .querySelector("cloudmap-progress")
        ?.shadowRoot?.querySelector<HTMLElement>(".target button")
        ?.focus();
    }, 0);
    await tab.press("Enter");
    await untilShown(tab, ".target button", "Copied");
    await untilShown(tab, "[role=status]", "Copied namespace id ns-abc");
    expect(await focused(tab)).toBe("Copy namespace id ns-abc");
    // Firefox lets no script read the clipboard.
    const copied = engine.name === "chromium" && (await tab.evaluateText("navigator.clipboard.readText()"));
    expect([false, "ns-abc"]).toContain(copied);
  });

  test("copies without a clipboard too, as where the page is no secure context", async () => {
    const source = new ScriptedSource();
    source.begin("op-1");
    source.succeed("op-1", { NAMESPACE: "ns-abc" });
    const tab = await engine.open((await servePage(source)).url, {}, withoutClipboard);
    await untilShown(tab, ".targets", "ns-abc");
    await tab.evaluate(() => {
      document
        .querySelector("cloudmap-progress")
        ?.shadowRoot?.querySelector<HTMLElement>(".target button")
        ?.focus();
    }, 0);
    await tab.press("Enter");
    await untilShown(tab, ".target button", "Copied");
    expect(await focused(tab)).toBe("Copy namespace id ns-abc");
  });

  test("says of a URL that is none that it cannot connect", async () => {
    const source = new ScriptedSource();
    const tab = await engine.open((await servePage(source)).url);
    await untilShown(tab, ".state", "Live");
    await tab.evaluate(() => document.querySelector("cloudmap-progress")?.setAttribute("src", "http://"), 0);
    await untilShown(tab, ".state", "Disconnected");
    expect((await shown(tab)).connection).toMatch(/^Disconnected \(.*URL/);
  });

  test("tells times with their zone, in the viewer's language, and marks them up", async () => {
    const source = new ScriptedSource();
    source.begin("op-1");
    source.fail("op-1", "X", "y");
    const tab = await engine.open((await servePage(source)).url);
    await untilShown(tab, ".history", "Wait ended");
    const times = await tab.evaluate(
      () =>
        Array.from(
          document
            .querySelector("cloudmap-progress")
            ?.shadowRoot?.querySelectorAll(".history time[datetime]") ?? [],
          (time) => time.textContent,
        ),
      0,
    );
    expect(times).toHaveLength(2);
    expect(times.join("\n")).toMatch(/^(\d{1,2}:\d\d:\d\d [AP]M (UTC|GMT|[A-Z]{2,5})\S*\n?){2}$/);
  });

  test("draws each operation's time in its lane from the first moment on", async () => {
    const source = new ScriptedSource();
    const tab = await engine.open((await servePage(source)).url, { viewport: { width: 1240, height: 800 } });
    await untilShown(tab, ".state", "Live");
    source.begin("op-1", {}, 20_000);
    source.begin("op-2", {}, 10_000);
    await untilShown(tab, ".status", "Submitted");
    await tab.until(() => {
      const root = document.querySelector("cloudmap-progress")?.shadowRoot;
      return (root?.querySelector(".track")?.getBoundingClientRect().width ?? 0) > 0;
    }, 0);
    const shares = await tab.evaluate(() => {
      const root = document.querySelector("cloudmap-progress")?.shadowRoot;
      return Array.from(root?.querySelectorAll(".track") ?? [], (track) => {
        const waiting = track.querySelector(".waiting")?.getBoundingClientRect().width ?? 0;
        return Math.round((10 * waiting) / track.getBoundingClientRect().width);
      });
    }, 0);
    expect(shares).toEqual([10, 5]);
  });

  test("runs from right to left where the page does", async () => {
    const source = new ScriptedSource();
    source.begin("op-1");
    source.begin("op-2");
    source.succeed("op-1");
    const tab = await engine.open((await servePage(source)).url, { viewport: { width: 1240, height: 800 } });
    await untilShown(tab, ".status", "Succeeded");
    const places = async (): Promise<boolean[]> =>
      await tab.evaluate(() => {
        const root = document.querySelector("cloudmap-progress")?.shadowRoot;
        const x = (selector: string): number => root?.querySelector(selector)?.getBoundingClientRect().x ?? 0;
        return [
          x(".segment[data-category=succeeded]") < x(".segment[data-category=running]"),
          x(".name") < x(".row .took"),
          x(".heading") < x(".connection"),
        ];
      }, 0);
    expect(await places()).toEqual([true, true, true]);
    await tab.evaluate(() => (document.documentElement.dir = "rtl"), 0);
    expect(await places()).toEqual([false, false, false]);
    await tab.shoot("rtl");
  });

  test("gives the page its title back when it goes", async () => {
    const source = new ScriptedSource();
    source.begin("op-1");
    const tab = await engine.open((await servePage(source)).url);
    await untilShown(tab, ".state", "Live");
    await tab.evaluate(() => document.querySelector("cloudmap-progress")?.remove(), 0);
    expect(
      await tab.evaluate(
        () => [document.title, document.querySelector<HTMLLinkElement>("link[rel=icon]")?.href],
        0,
      ),
    ).toEqual(["Operations", "data:,"]);
  });
});

function withoutClipboard(): void {
  Object.defineProperty(navigator, "clipboard", { value: undefined });
}

function skewBack(): void {
  const { now } = Date;
  Date.now = () => now() - 120_000;
}

function skewForth(): void {
  const { now } = Date;
  Date.now = () => now() + 120_000;
}
