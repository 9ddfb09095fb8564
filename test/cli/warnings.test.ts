import { afterEach, expect, test, vi } from "vitest";
import { dropWarningsForProgrammers } from "../../src/cli/warnings.js";

afterEach(() => vi.restoreAllMocks());

test("drops the warnings that are for programmers, and no other", () => {
  const emitWarning = vi.spyOn(process, "emitWarning").mockReturnValue(undefined);
  dropWarningsForProgrammers();
  process.emitWarning("NodeVersionSupportWarning: Node 18 will not be supported.");
  process.emitWarning("maxWaitTime is longer than a day: it is in seconds.");
  expect(emitWarning).not.toHaveBeenCalled();
  process.emitWarning("The value of maxWaitTime is strange.", "Warning", "CODE");
  expect(emitWarning.mock.calls).toEqual([["The value of maxWaitTime is strange.", "Warning", "CODE"]]);
});
