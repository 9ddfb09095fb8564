import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Has a build of the package made, and what it finds as the SDK, in a folder of their own, so that no other build is
 * disturbed; inside node_modules, so that it finds what else it depends on. Returns what removes the folder.
 */
export async function buildFolder(
  makeDist: (target: string) => void | Promise<void>,
  makeSdk: (target: string) => void | Promise<void>,
): Promise<() => void> {
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "cloudmap-waiter-"));
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  await makeDist(join(folder, "dist"));
  const sdk = join(folder, "node_modules/@aws-sdk/client-servicediscovery");
  mkdirSync(dirname(sdk), { recursive: true });
  await makeSdk(sdk);
  process.env["CLOUDMAP_WAITER_BUILT"] = folder;
  return () => rmSync(folder, { recursive: true });
}
