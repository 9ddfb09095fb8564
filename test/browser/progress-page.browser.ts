import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer, request as httpRequest, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const screenshots = process.env["SCREENSHOTS"];

let browser: Browser;

beforeAll(async () => {
  if (!existsSync(executablePath)) {
    throw new Error(
      `No Chromium at ${executablePath}: install Debian's package chromium, or set CHROMIUM to its path.`,
    );
  }
  execFileSync(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.bench.json"],
    { cwd: root },
  );
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
  const offline = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
  browser = await chromium.launch({ executablePath, args: [...args, ...offline] });
});

afterAll(async () => await browser?.close());

/** Starts a run of the example, so many times as fast. */
async function startRun(speed: number): Promise<string> {
  const server: ChildProcess = spawn(
    process.execPath,
    ["--no-warnings", join(root, ".bench/examples/progress-page/server.js")],
    {
      env: {
        ...process.env,
        PROGRESS_SPEED: String(speed),
        PROGRESS_PAGE: join(root, "examples/progress-page/"),
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  onTestFinished(() => void server.kill());
  const [line] = (await once(server.stdout ?? server, "data")) as [Buffer];
  return /http:\S+/.exec(line.toString())?.[0] ?? "";
}

/** A page, and what it complained of: nothing, if all is well. */
async function open(
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext(options);
  onTestFinished(async () => await context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, complaints };
}

async function finished(page: Page): Promise<void> {
  await page.locator("#connection[data-state=finished]").waitFor();
}

/** What axe finds. It is evaluated, as the page's policy forbids a script of another source. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return await page.evaluate(async () => {
    const { axe: runner } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const result = await runner.run();
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
}

async function shoot(page: Page, name: string): Promise<void> {
  if (screenshots !== undefined)
    await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}

describe("the progress page", () => {
  test("shows a run from its first moment to its end, with what failed and why", async () => {
    const { page, complaints } = await open(await startRun(4));
    await page.getByRole("listitem").first().waitFor();
    expect(await page.getByRole("progressbar", { name: "Overall" }).getAttribute("aria-valuenow")).toBeNull();
    await shoot(page, "progress-running");
    await finished(page);
    expect(await page.locator(".operation").count()).toBe(8);
    expect(await page.locator("#overall").textContent()).toBe("8 of 8 done, 2 failed");
    expect(await page.title()).toBe("✖ 8 of 8 done, 2 failed – Provisioning");
    expect(await page.getByRole("progressbar").count()).toBe(0);
    const taken = page.locator(".operation", { hasText: "Namespace taken.internal" });
    expect(await taken.locator(".status").textContent()).toBe("FAIL: CANNOT_CREATE_HOSTED_ZONE");
    expect(await taken.locator(".reason").textContent()).toContain("Delete or reuse that zone");
    const shop = page.locator(".operation", { hasText: "Namespace shop.internal" });
    expect(await shop.locator(".timeline li").count()).toBeGreaterThanOrEqual(2);
    expect(await shop.locator("time").first().getAttribute("datetime")).toMatch(/^\d{4}-\d\d-\d\dT/);
    await shoot(page, "progress-end");
    expect(complaints).toEqual([]);
  });

  test("keeps hostile text inert: it is shown, and is no markup", async () => {
    const { page, complaints } = await open(await startRun(20));
    await finished(page);
    expect(await page.locator("img").count()).toBe(0);
    const text = (await page.locator("#operations").textContent()) ?? "";
    expect(text).toContain("<img src=x onerror=alert(1)>");
    for (const control of ["\u001B", "\u202E"]) expect(text).not.toContain(control);
    expect(complaints).toEqual([]);
  });

  test("announces transitions in a status region and failures as an alert, and nothing that ticks", async () => {
    const { page } = await open(await startRun(20));
    await finished(page);
    expect(await page.getByRole("alert").textContent()).toMatch(
      /did not succeed: (CANNOT_CREATE_HOSTED_ZONE|INVALID_CHANGE_BATCH)/,
    );
    expect(await page.getByRole("status").textContent()).toBe("Finished: 8 of 8 done, 2 failed");
    expect(
      await page.locator("[role=status] .elapsed, [role=alert] .elapsed, [aria-live] .elapsed").count(),
    ).toBe(0);
  });

  test("gives one who comes late all of it", async () => {
    const url = await startRun(20);
    await finished((await open(url)).page);
    const { page } = await open(url);
    await finished(page);
    expect(await page.locator(".operation").count()).toBe(8);
    expect(await page.locator("#overall").textContent()).toBe("8 of 8 done, 2 failed");
  });

  test("resumes a dropped connection and recovers from a 500, without loss and without a duplicate", async () => {
    const { url, drop } = await flaky(await startRun(3));
    const { page } = await open(url);
    await page.locator(".timeline li").first().waitFor();
    drop();
    await page.locator("#connection[data-state=reconnecting]").waitFor();
    expect(await page.locator("#connection-text").textContent()).toContain("stale since");
    expect(await page.getByRole("button", { name: "Retry now" }).isVisible()).toBe(true);
    await shoot(page, "progress-reconnecting");
    await finished(page);
    expect(await page.locator("#overall").textContent()).toBe("8 of 8 done, 2 failed");
    for (const timeline of await page.locator(".timeline").all()) {
      const entries = await timeline.locator("li").allTextContents();
      const statuses = entries.map((entry) => entry.split(" ")[0]);
      expect(new Set(statuses).size).toBe(statuses.length);
    }
  });

  test("copies an id, by the keyboard as well", async () => {
    const { page } = await open(await startRun(20), { permissions: ["clipboard-read", "clipboard-write"] });
    await finished(page);
    const row = page.locator(".operation").first();
    await row.getByRole("button", { name: /^Copy id of Namespace/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Copied", { exact: true }).waitFor({ state: "attached" });
    const copied = await page.evaluate(() =>
      (
        globalThis as unknown as { navigator: { clipboard: { readText(): Promise<string> } } }
      ).navigator.clipboard.readText(),
    );
    expect(copied).toBe(await row.locator(".id").textContent());
  });

  test.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["forced-colors", { forcedColors: "active" }],
    ["reduced-motion", { reducedMotion: "reduce" }],
    ["320-px", { viewport: { width: 320, height: 640 } }],
  ] as const)("has nothing for axe to find while it runs and at its end: %s", async (name, options) => {
    const { page } = await open(await startRun(6), options);
    await page.locator(".timeline li").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await finished(page);
    expect(await violations(page)).toEqual([]);
    const overflow = await page.evaluate(() => {
      const { documentElement } = (
        globalThis as unknown as {
          document: { documentElement: { scrollWidth: number; clientWidth: number } };
        }
      ).document;
      return documentElement.scrollWidth - documentElement.clientWidth;
    });
    expect(overflow).toBeLessThanOrEqual(0);
    await shoot(page, `progress-${name}`);
  });
});

/** A proxy that drops its connections when asked to, and answers the next request for events with a 500. */
async function flaky(target: string): Promise<{ url: string; drop: () => void }> {
  const sockets = new Set<Socket>();
  let isBroken = false;
  const server: Server = createServer((request, response) => {
    if (isBroken && request.url === "/events") {
      isBroken = false;
      response.writeHead(500).end("<html>");
      return;
    }
    const upstream = httpRequest(
      new URL(request.url ?? "/", target),
      { headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    upstream.on("error", () => response.destroy());
    response.on("close", () => upstream.destroy());
    upstream.end();
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const drop = (): void => {
    isBroken = true;
    for (const socket of sockets) socket.destroy();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, drop };
}
