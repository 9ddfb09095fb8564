import { describe, expect, test } from "vitest";
import {
  cells,
  httpMatrix,
  type Matrix,
  networkMatrix,
  networkSettings,
  runCells,
  violation,
} from "./matrix.js";

/** The most telling cells; `npm run test:faults` runs them all. */
function tellingCells(matrix: Matrix, name: string): ReturnType<typeof cells> {
  return cells(
    matrix,
    ({ moment, setting }) =>
      setting.name === name &&
      (moment.name === "first request" || moment.name === "until 1.5 s before the deadline"),
  );
}

describe("a fault neither turns SUCCESS into a failure nor loses it while more than a second is left", () => {
  test.each([
    ["of HTTP", tellingCells(httpMatrix, "SDK client, `maxAttempts: 1`")],
    ["of the network", tellingCells(networkMatrix, "SDK client, as it comes")],
  ])("%s", async (_of, telling) => {
    const results = await runCells(telling, 3.5, 40);
    expect(results.map((result) => violation(result)).filter((each) => each !== undefined)).toEqual([]);
    expect(results).toHaveLength(telling.length);
  });

  test("of the network, with many waits on one client", async () => {
    const many = tellingCells(networkMatrix, networkSettings.at(-1)?.name ?? "");
    const results = await runCells(many, 3.5, 200);
    expect(results.map((result) => violation(result)).filter((each) => each !== undefined)).toEqual([]);
    expect(results).toHaveLength(10);
  });
});
