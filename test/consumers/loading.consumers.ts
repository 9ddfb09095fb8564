// The package by import and by require(), on each Node, with the oldest and the newest SDK.
import { describe, expect, test } from "vitest";
import { consumer, consumerOfOldestSdk, nodes, run } from "./support.js";

describe.each(nodes())("%s", (_name, node) => {
  test.each(["use.mjs", "use.cjs"])("runs %s, with the newest SDK and with the oldest", async (program) => {
    for (const folder of [consumer(), consumerOfOldestSdk()])
      expect(await run(node, ["--no-warnings", program], folder)).toMatchObject({ code: 0, printed: "" });
  });
});

test("a Node that can't require() ES modules says so, and imports the package from CommonJS", async () => {
  const old = ["--no-warnings", "--no-experimental-require-module"];
  expect((await run(process.execPath, [...old, "use.cjs"], consumer())).printed).toContain("ERR_REQUIRE_ESM");
  const program =
    'import("cloudmap-waiter").then(({ waitForOperation }) => console.log(typeof waitForOperation))';
  expect(await run(process.execPath, [...old, "-e", program], consumer())).toMatchObject({
    code: 0,
    printed: "function\n",
  });
});
