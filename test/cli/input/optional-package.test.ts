import { describe, expect, test } from "vitest";
import { loadPackage } from "../../../src/cli/input/optional-package.js";

async function load(failure?: Error): Promise<string> {
  return await loadPackage("proxy-agent", "A proxy needs proxy-agent", async () => {
    if (failure !== undefined) throw failure;
    return "loaded";
  });
}

function notFound(name: string, code: string): Error {
  return Object.assign(new Error(`Cannot find package '${name}' imported from x`), { code });
}

describe(loadPackage, () => {
  test("loads what is there", async () => {
    expect(await load()).toBe("loaded");
  });

  test.each(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"])(
    "prints the line that installs what is not, by %s",
    async (code) => {
      await expect(load(notFound("proxy-agent", code))).rejects.toMatchObject({
        exitCode: 2,
        message:
          "A proxy needs proxy-agent, which is not installed. Install it beside cloudmap-waiter:\n  npm install proxy-agent",
      });
    },
  );

  test.each([
    ["a package of that package is missing", notFound("agent-base", "MODULE_NOT_FOUND")],
    ["it is broken", Object.assign(new Error("'proxy-agent' is broken"), { code: "ERR_OTHER" })],
    ["it says nothing", new Error("no")],
  ])("hides no other fault: %s", async (_what, failure) => {
    await expect(load(failure)).rejects.toBe(failure);
  });
});
