import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser as Chromium, chromium } from "playwright-core";
import { type Browser as Firefox, launch } from "puppeteer-core";
import { onTestFinished } from "vitest";

/** How a page is displayed. Firefox knows the first three. */
export interface Mode {
  readonly colorScheme?: "light" | "dark";
  readonly reducedMotion?: "reduce";
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly forcedColors?: "active";
  readonly media?: "print";
}

/** What the tests do with a page, in either browser. */
export interface Tab {
  evaluate<Result, Argument>(code: (argument: Argument) => Result, argument: Argument): Promise<Result>;
  evaluateText(code: string): Promise<unknown>;
  /** Resolves when a condition holds. */
  until<Argument>(condition: (argument: Argument) => boolean, argument: Argument): Promise<void>;
  press(...keys: readonly string[]): Promise<void>;
  type(text: string): Promise<void>;
  shoot(name: string): Promise<void>;
  /** Milliseconds of computing on the page's main thread so far; Firefox doesn't tell. */
  computedMs?(): Promise<number>;
  /** Errors and violations of the page's policy. */
  readonly complaints: string[];
}

export interface Engine {
  readonly name: string;
  /** `init` runs before the page's own scripts. */
  open(url: string, mode?: Mode, init?: () => void): Promise<Tab>;
  close(): Promise<void>;
}

const folder = process.env["SCREENSHOTS"];

function executable(name: string, variable: string): string {
  const path = process.env[variable] ?? `/usr/bin/${name}`;
  if (!existsSync(path))
    throw new Error(
      `No browser at ${path}: install Debian's package ${name}, or set ${variable} to its path.`,
    );
  return path;
}

export async function launchChromium(): Promise<Engine> {
  const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
  const offline = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const executablePath = executable("chromium", "CHROMIUM");
  const browser: Chromium = await chromium.launch({ executablePath, args: [...quiet, ...offline] });
  return {
    name: "chromium",
    close: async () => await browser.close(),
    open: async (url, { media, ...mode } = {}, init) => {
      const context = await browser.newContext({
        ...mode,
        permissions: ["clipboard-read", "clipboard-write"],
      });
      onTestFinished(async () => await context.close());
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      if (init !== undefined) await page.addInitScript(init);
      const session = await context.newCDPSession(page);
      await session.send("Performance.enable", { timeDomain: "threadTicks" });
      await page.goto(url);
      // Last: a session of one's own, and a new document, each set the medium back.
      if (media !== undefined) await page.emulateMedia({ media });
      return {
        complaints,
        computedMs: async () => {
          const { metrics } = await session.send("Performance.getMetrics");
          return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
        },
        evaluate: async (code, argument) => (await page.evaluate(code as never, argument)) as never,
        evaluateText: async (code) => await page.evaluate(code),
        until: async (condition, argument) => {
          await page.waitForFunction(condition as never, argument, { polling: 50 });
        },
        press: async (...keys) => {
          for (const key of keys) await page.keyboard.press(key);
        },
        type: async (text) => await page.keyboard.type(text),
        shoot: async (name) => {
          if (folder !== undefined)
            await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
        },
      };
    },
  };
}

/** Firefox takes colour scheme and motion from its preferences, so each mode needs an instance of its own. */
export async function launchFirefox({ colorScheme, reducedMotion }: Mode = {}): Promise<Engine> {
  const browser: Firefox = await launch({
    browser: "firefox",
    executablePath: executable("firefox-esr", "FIREFOX"),
    headless: true,
    extraPrefsFirefox: {
      "layout.css.prefers-color-scheme.content-override": colorScheme === "dark" ? 0 : 1,
      "ui.prefersReducedMotion": reducedMotion === "reduce" ? 1 : 0,
      "dom.events.testing.asyncClipboard": true,
    },
  });
  return {
    name: "firefox",
    close: async () => await browser.close(),
    open: async (url, { viewport } = {}, init) => {
      const page = await browser.newPage();
      onTestFinished(async () => await page.close());
      if (viewport !== undefined) await page.setViewport(viewport);
      const complaints: string[] = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      if (init !== undefined) await page.evaluateOnNewDocument(init);
      await page.goto(url);
      return {
        complaints,
        evaluate: async (code, argument) => await page.evaluate(code as never, argument as never),
        evaluateText: async (code) => await page.evaluate(code),
        until: async (condition, argument) => {
          await page.waitForFunction(condition as never, { polling: 50 }, argument as never);
        },
        press: async (...keys) => {
          for (const key of keys) await page.keyboard.press(key as "Enter");
        },
        type: async (text) => await page.keyboard.type(text),
        shoot: async (name) => {
          if (folder !== undefined)
            await page.screenshot({ path: join(folder, `firefox-${name}.png`), fullPage: true });
        },
      };
    },
  };
}
