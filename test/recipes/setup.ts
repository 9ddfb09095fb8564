// Brings the packed package to where the recipes look for it: a registry, by the name and version that they pin. What else
// they install comes from the registry that npm is set to.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mustRun } from "../consumers/support.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

export default async function setup(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-waiter-recipes-"));
  await mustRun("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], here);
  const packed = await mustRun("npm", ["pack", "--json", "--silent", "--pack-destination", folder], root);
  // What the build prints comes before the JSON.
  const [{ filename }] = JSON.parse(packed.replace(/^[^[]*/, "")) as [{ filename: string }];
  const upstream = (await mustRun("npm", ["config", "get", "registry"], root)).trim();
  const server = registry(join(folder, filename), upstream).listen(0, "127.0.0.1");
  await once(server, "listening");
  process.env["RECIPES_REGISTRY"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  // A cache of its own for what npx has installed, as that goes by name and version; what was downloaded is shared.
  const cache = join(folder, "npm");
  mkdirSync(cache);
  const shared = join((await mustRun("npm", ["config", "get", "cache"], root)).trim(), "_cacache");
  symlinkSync(shared, join(cache, "_cacache"), "junction");
  process.env["RECIPES_CACHE"] = cache;
  return () => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** A registry that has this package alone, and sends whoever asks for another to the next one. */
function registry(tarball: string, upstream: string) {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Readonly<
    Record<"name" | "version", string>
  >;
  const content = readFileSync(tarball);
  const integrity = `sha512-${createHash("sha512").update(content).digest("base64")}`;
  return createServer(({ url = "/", headers }, response) => {
    if (url === `/${manifest.name}`) {
      const dist = { tarball: `http://${headers.host}/package.tgz`, integrity };
      const versions = { [manifest.version]: { ...manifest, dist } };
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify({ name: manifest.name, "dist-tags": { latest: manifest.version }, versions }),
      );
    } else if (url === "/package.tgz") response.end(content);
    else response.writeHead(302, { location: new URL(url.slice(1), upstream).href }).end();
  });
}
