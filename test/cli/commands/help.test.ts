import { expect, test } from "vitest";
import { helpText } from "../../../src/cli/commands/help.js";

test("the help has each exit status beside the outcome that it stands for, and what to do", () => {
  const [, text = ""] = helpText().split("Exit status, and the outcome that it stands for:\n");
  expect(text.split("\n").map((line) => line.trim().split(/ {2,}/))).toEqual([
    ["0", "succeeded", "every operation succeeded"],
    ["1", "an internal error, or an output that could not be"],
    ["written"],
    ["2", "invalid", "a usage error, or a request that Cloud Map refused:"],
    ["fix the call"],
    ["3", "failed", "an operation ended with FAIL: final"],
    ["4", "timed-out", "the wait timed out; the operation keeps running:"],
    ["resume"],
    ["5", "not-found", "no such operation: check the region, account and id"],
    ["6", "denied", "credentials, permission or region: fix them"],
    ["7", "unreachable", "Cloud Map did not answer: try again"],
    ["129, 130, 143", "aborted", "a signal came (SIGHUP, SIGINT, SIGTERM): resume"],
    ["When operations end differently: 3 before 6, 2, 5, 7 and 4."],
    [""],
  ]);
});
