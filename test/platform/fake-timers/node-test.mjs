// Run by `node --test`, with the path of the compiled package in CLOUDMAP_WAITER_BUILT.
import { mock, test } from "node:test";
import { pathToFileURL } from "node:url";
import { checks } from "./waits.mjs";

const library = await import(pathToFileURL(`${process.env.CLOUDMAP_WAITER_BUILT}/dist/index.js`).href);

for (const apis of [["setTimeout"], ["setTimeout", "setInterval", "setImmediate"], ["setTimeout", "Date"]])
  for (const [name, check] of Object.entries(checks))
    void test(`${apis.join(", ")}: ${name}`, async () => {
      mock.timers.enable({ apis });
      try {
        await check(library, (ms) => mock.timers.tick(ms));
      } finally {
        mock.timers.reset();
      }
    });
