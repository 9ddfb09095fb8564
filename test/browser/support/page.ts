import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { StreamOptions } from "../../../src/web/event-stream.js";
import type { ProgressServer, ProgressServerOptions } from "../../../src/web/progress-server.js";
import { builtPackage } from "../../support/built.js";
import type { Tab } from "./browsers.js";
import type { ScriptedSource } from "./scripted-source.js";

/** Serves a source with its page from the built package. */
export async function servePage(
  source: ScriptedSource,
  options: StreamOptions & Partial<ProgressServerOptions> = {},
): Promise<ProgressServer> {
  const { progressServer } = (await import(join(builtPackage(), "web/progress-server.js"))) as {
    progressServer: (options: ProgressServerOptions) => Promise<ProgressServer>;
  };
  const server = await progressServer({
    source,
    title: "prod rollout #481",
    retry: 0.1,
    describe: ({ operationId }) => source.labels.get(operationId),
    ...options,
  });
  onTestFinished(async () => await server.close());
  return server;
}

/** What a page shows, as text. */
export interface Shown {
  readonly title: string;
  readonly verdict: string;
  readonly connection: string;
  readonly counts: string;
  readonly timeLeft: string;
  readonly rows: readonly {
    readonly name: string;
    readonly type: string;
    readonly status: string;
    readonly took: string;
    readonly usual: string;
    readonly problem: string;
    readonly targets: string;
    readonly details: string;
  }[];
  readonly bar: string | null;
  readonly announcement: string;
}

export async function shown(tab: Tab): Promise<Shown> {
  return await tab.evaluate(() => {
    const root = document.querySelector("cloudmap-progress")?.shadowRoot;
    // What runs in the page brings all that it needs along.
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const text = (node: Element | undefined | null): string => (node?.textContent ?? "").trim();
    const find = (selector: string): string => text(root?.querySelector(selector));
    const visible = Array.from(root?.querySelectorAll<HTMLElement>(".count") ?? []).filter(
      ({ hidden }) => !hidden,
    );
    return {
      title: document.title,
      verdict: find(".verdict"),
      connection: find(".state"),
      counts: visible.map((count) => text(count)).join(", "),
      timeLeft: find(".time-left"),
      rows: Array.from(root?.querySelectorAll(".item") ?? [], (item) => {
        const cell = (name: string): string => text(item.querySelector(`.${name}`));
        const details = item.querySelector<HTMLElement>(".details-row");
        return {
          name: cell("label"),
          type: cell("type"),
          status: cell("status"),
          took: cell("elapsed"),
          usual: cell("usual"),
          problem: cell("problem"),
          targets: cell("targets"),
          details: details?.hidden === false ? text(details) : "",
        };
      }),
      bar: root?.querySelector(".overall-bar")?.getAttribute("role") ?? null,
      announcement: find("[role=status]"),
    };
  }, undefined);
}

/** Resolves when a text is in a place. */
export async function untilShown(tab: Tab, selector: string, text: string): Promise<void> {
  await tab.until(
    ([selector = "", text = ""]) => {
      const root = document.querySelector("cloudmap-progress")?.shadowRoot;
      return Array.from(root?.querySelectorAll(selector) ?? []).some((node) =>
        node.textContent?.includes(text),
      );
    },
    [selector, text],
  );
}

/** What has the focus, inside the component: its classes or its label; null for the body. */
export async function focused(tab: Tab): Promise<string | null> {
  return await tab.evaluate(() => {
    const node = document.querySelector("cloudmap-progress")?.shadowRoot?.activeElement;
    if (!node) return null;
    return (
      node.getAttribute("aria-label") ??
      (`${node.className} ${node.querySelector(".label")?.textContent ?? ""}`.trim() || node.textContent)
    );
  }, undefined);
}
