// Builds the package for the tests of `npm test`, which start hundreds of processes and read no types: its code alone, and the
// SDK in one piece, as a bundler makes it, since a process takes longer to load the SDK's files than for all else. As npm
// installs it, the SDK is loaded by a test of its own (test/cli/sdk.process.test.ts), and by all that stay in one process.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { bundle } from "../../scripts/bundle.js";
import { buildFolder, root } from "./build-folder.js";
import { testedSdk } from "./sdk.js";

export default async function buildCode(): Promise<() => void> {
  return await buildFolder(bundle, bundleSdk);
}

async function bundleSdk(dir: string): Promise<void> {
  const bundled = await rolldown({
    cwd: root,
    input: { index: testedSdk },
    platform: "node",
    // Of CommonJS, only a default export would be left.
    resolve: { mainFields: ["module", "main"] },
  });
  await bundled.write({ dir, format: "esm" });
  await bundled.close();
  writeFileSync(join(dir, "package.json"), JSON.stringify({ type: "module", exports: "./index.js" }));
}
