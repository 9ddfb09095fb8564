import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";

test("who waits for one operation bundles nothing that only events or starts need", async () => {
  const bundle = await rolldown({
    input: fileURLToPath(new URL("../bench/overheads/one-wait.ts", import.meta.url)),
    external: [/^@aws-sdk\//, "p-retry", "eventemitter3"],
    platform: "node",
  });
  const { output } = await bundle.generate({ format: "esm" });
  expect(output[0].imports.toSorted()).toStrictEqual(["@aws-sdk/client-servicediscovery", "p-retry"]);
  expect(output[0].code).not.toMatch(/GetNamespaceCommand|takeSnapshot|OperationStartError/);
});
