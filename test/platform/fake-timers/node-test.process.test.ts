import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "../../support/built.js";

test("waits neither hang nor end unpolled under node:test's mock timers, which leave performance alone", async () => {
  const file = fileURLToPath(new URL("node-test.mjs", import.meta.url));
  const { code, stdout } = await run(process.execPath, ["--test", "--test-reporter=tap", file]).finished;
  expect(stdout).toMatch(/# pass \d\d/);
  expect({ code, stdout }).toMatchObject({ code: 0 });
}, 60_000);
