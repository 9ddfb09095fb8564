import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.restoreAllMocks();
});

test("a maxWaitTime over a day warns in a browser's console, which has no process", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.resetModules();
  const { resolveConfig } = await import("../../src/waiter/config.js");
  // Nothing else may run meanwhile: the test runner needs its process.
  vi.stubGlobal("process", undefined);
  try {
    resolveConfig({ getOperation: async () => ({}), maxWaitTime: 300_000 });
  } finally {
    vi.unstubAllGlobals();
  }
  expect(warn.mock.calls).toEqual([[expect.stringContaining("maxWaitTime is 300000 seconds")]]);
});
