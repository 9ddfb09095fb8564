// Any script of answers, errors, delays, aborts, clock jumps, freezes and unruly listeners, played in virtual time, ends as
// a small model predicts. `npm run test:model` plays 100,000 of them.
import { fc, test } from "@fast-check/vitest";
import { beforeEach, describe, expect } from "vitest";
import { uncaughtErrors } from "../support/uncaught.js";
import { check } from "./check.js";
import { play } from "./play.js";
import { fleetScript, type Script, waiterScript } from "./script.js";

const asked = process.env["MODEL_SCRIPTS"];
const scripts = Number(asked ?? 2000);
/** The same scripts each time in `npm test`; new ones every night. */
const seed = asked === undefined ? { seed: 20_261_129 } : {};
/** So many at a time, so that a long run tells how far it is. */
const batch = Math.min(scripts, 2000);
const batches = Array.from({ length: Math.ceil(scripts / batch) }, (_, index) => (index + 1) * batch);
/** Generous: a busy machine is no failure. */
const timeoutMs = 60_000 + 500 * batch;

describe("any script", () => {
  let uncaught: unknown[] = [];

  beforeEach(() => {
    uncaught = uncaughtErrors();
  });

  async function playAndCheck(script: Script, kind: "waiter" | "fleet"): Promise<void> {
    uncaught.length = 0;
    const performance = await play(script, kind);
    check(script, performance);
    // What a listener throws is not lost, and nothing else goes wrong unseen.
    expect(uncaught).toHaveLength(performance.thrown);
  }

  test.each(batches)(
    "of one wait or of a fleet goes as the model predicts, up to number %d",
    async () => {
      for (const [kind, scriptOf] of [
        ["waiter", waiterScript],
        ["fleet", fleetScript],
      ] as const)
        await fc.assert(
          fc.asyncProperty(scriptOf, async (script) => await playAndCheck(script, kind)),
          { numRuns: Math.ceil(batch / 2), ...seed },
        );
    },
    timeoutMs,
  );
});
