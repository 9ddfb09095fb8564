import { describe, expect, test } from "vitest";
import { cells, runCells, violation } from "./matrix.js";

/** The most telling cells; `npm run test:faults` runs them all. */
const telling = cells(
  ({ moment, setting }) =>
    setting.name === "SDK client, `maxAttempts: 1`" &&
    (moment.name === "first request" || moment.name === "until 1.5 s before the deadline"),
);

describe("a fault", () => {
  test("neither turns SUCCESS into a failure nor loses it while more than a second is left", async () => {
    const results = await runCells(telling, 3.5, 40);
    expect(results.map((result) => violation(result)).filter((each) => each !== undefined)).toEqual([]);
    expect(results).toHaveLength(telling.length);
  }, 60_000);
});
