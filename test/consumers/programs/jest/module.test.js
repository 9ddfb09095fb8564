// Jest with ES modules, and with each of its fake timers.
import { jest } from "@jest/globals";
import * as library from "cloudmap-waiter";
import { checks } from "./waits.mjs";

const fakes = {
  modern: () => jest.useFakeTimers(),
  "modern without performance": () => jest.useFakeTimers({ doNotFake: ["performance"] }),
  legacy: () => jest.useFakeTimers({ legacyFakeTimers: true }),
};

afterEach(() => {
  jest.useRealTimers();
});

for (const [kind, fake] of Object.entries(fakes))
  for (const [name, check] of Object.entries(checks))
    test(`${kind}: ${name}`, async () => {
      fake();
      await expect(check(library, (ms) => jest.advanceTimersByTime(ms))).resolves.toBeUndefined();
    });
