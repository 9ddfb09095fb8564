// Installs the packed package once for all of these tests, as somebody else does: in a folder that knows nothing of the
// repository, beside the compilers, bundlers and SDK versions of package.json.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mustRun } from "./support.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
// No script of any package is run: none is needed.
const quietly = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];

export default async function install(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-waiter-consumers-"));
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(here, file), join(folder, file));
  cpSync(join(here, "programs"), folder, { recursive: true });
  const [packed] = await Promise.all([
    mustRun("npm", ["pack", "--json", "--silent", "--pack-destination", folder], root),
    mustRun("npm", ["ci", ...quietly], folder),
  ]);
  // What the build prints comes before the JSON.
  const [{ filename, files }] = JSON.parse(packed.replace(/^[^[]*/, "")) as [Packed];
  await mustRun("npm", ["install", "--no-save", "--no-package-lock", ...quietly, `./${filename}`], folder);
  putBesideOldestSdk(folder);
  process.env["CLOUDMAP_WAITER_CONSUMERS"] = folder;
  process.env["CLOUDMAP_WAITER_PACKED"] = JSON.stringify(files.map(({ path }) => path));
  return () => rmSync(folder, { recursive: true, force: true });
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** A folder in which the peer dependency is the oldest; it has the package to itself. */
function putBesideOldestSdk(folder: string): void {
  const oldest = join(folder, "oldest");
  const modules = join(oldest, "node_modules");
  mkdirSync(join(modules, "@aws-sdk"), { recursive: true });
  cpSync(join(folder, "node_modules/cloudmap-waiter"), join(modules, "cloudmap-waiter"), { recursive: true });
  const sdk = join(folder, "node_modules/sdk-oldest");
  symlinkSync(sdk, join(modules, "@aws-sdk/client-servicediscovery"), "junction");
  cpSync(join(here, "programs"), oldest, { recursive: true });
}
