// Builds the package as it is shipped, types and all, with the SDK as npm installs it: for the tests with clients and browsers.
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { buildFolder, root } from "./build-folder.js";
import { testedSdk } from "./sdk.js";

export default async function build(): Promise<() => void> {
  return await buildFolder(
    (dist) => void execFileSync(process.execPath, [join(root, "scripts/build.js"), dist], { cwd: root }),
    (sdk) => symlinkSync(join(root, "node_modules", testedSdk), sdk, "junction"),
  );
}
