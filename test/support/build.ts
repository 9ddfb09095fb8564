// Compiles the package once for all tests that run it as it is shipped, in a folder of its own, so that no other build is
// disturbed; inside node_modules, so that it finds what it depends on.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { testedSdk } from "./sdk.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

export default function build(): () => void {
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "cloudmap-waiter-"));
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  execFileSync(process.execPath, [join(root, "scripts/build.js"), join(folder, "dist")], { cwd: root });
  const sdk = join(folder, "node_modules/@aws-sdk/client-servicediscovery");
  mkdirSync(dirname(sdk), { recursive: true });
  symlinkSync(join(root, "node_modules", testedSdk), sdk, "junction");
  process.env["CLOUDMAP_WAITER_BUILT"] = folder;
  return () => rmSync(folder, { recursive: true });
}
