import { Server } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Options, parseCommandLine } from "../../../src/cli/input/command-line.js";
import { servePage } from "../../../src/cli/progress/served-page.js";
import { OperationFleet } from "../../../src/waiter/operation-fleet.js";

let said = "";

beforeEach(() => {
  said = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
});

afterEach(() => vi.restoreAllMocks());

function optionsOf(...argv: readonly string[]): Options {
  const options = parseCommandLine([...argv, "op"], {});
  if (options === "version") throw new Error("a command is expected");
  return options;
}

/** What the first events of a page's stream say. */
async function stream(argv: readonly string[]): Promise<{ text: string; url: string }> {
  const fleet = new OperationFleet({ getOperation: async () => ({ Operation: { Status: "SUCCESS" } }) });
  const outcomes = [fleet.add("a"), fleet.add("b")];
  const names = new Map([["a", "shop"]]);
  const close = await servePage(fleet, names, optionsOf("--serve", ...argv), "eu-west-1");
  const url = /^cloudmap-wait: Progress page[^:]*: (http:\S+)\n$/.exec(said)?.[1] ?? "";
  await Promise.all(outcomes);
  const response = await fetch(new URL("events", url));
  const reader = response.body?.getReader();
  let text = "";
  while (!/"b"/.test(text) || !/"a"/.test(text)) {
    const { value, done = true } = (await reader?.read()) ?? {};
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  await reader?.cancel();
  await close();
  fleet.stop();
  return { text, url };
}

describe(servePage, () => {
  test("serves what is waited for, where and as whom, by its names, until it is closed", async () => {
    const place = ["--profile", "prod", "--endpoint-url", "http://127.0.0.1:9"];
    const { text, url } = await stream(place);
    for (const part of [
      '"title":"cloudmap-wait"',
      '"region":"eu-west-1"',
      '"profile":"prod"',
      '"endpoint":"http://127.0.0.1:9"',
      '"name":"shop"',
    ])
      expect(text).toContain(part);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("says nothing of a profile and an endpoint that are the usual ones", async () => {
    const { text } = await stream([]);
    expect(text).toContain('"region":"eu-west-1"');
    expect(text).not.toMatch(/"profile"|"endpoint"/);
  });

  test("serves nothing unless it was asked for", async () => {
    const fleet = new OperationFleet({ getOperation: async () => ({}) });
    const close = await servePage(fleet, new Map(), optionsOf(), "eu-west-1");
    await close();
    expect(said).toBe("");
  });

  test("lets no wait fail for want of a page", async () => {
    vi.spyOn(Server.prototype, "listen").mockImplementation(function refuse(this: Server) {
      queueMicrotask(() => this.emit("error", new Error("no \u001B[2Jport")));
      return this;
    });
    const fleet = new OperationFleet({ getOperation: async () => ({}) });
    const close = await servePage(fleet, new Map(), optionsOf("--serve"), "eu-west-1");
    await close();
    expect(said).toBe("cloudmap-wait: The progress page could not be served: no \\u{1b}[2Jport\n");
  });
});
