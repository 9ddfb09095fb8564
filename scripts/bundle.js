import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));
const { exports, bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** What can be loaded from outside, as paths in dist/ without an ending; the command loads the page's server by its own. */
const entries = [...Object.values(exports), ...Object.values(bin), "./dist/web/progress-server.js"]
  .map((file) => /^(?:\.\/)?dist\/(.*)\.js$/.exec(file)?.[1])
  .filter((entry) => entry !== undefined);

/**
 * Makes the package's code: one file for each entry of package.json, with what entries share in chunks, so that it loads fast
 * and no class exists twice.
 */
export async function bundle(target) {
  const bundled = await rolldown({
    cwd: root,
    input: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])),
    external: (id) => /^[^./]/.test(id),
    platform: "neutral",
    // Entries export what they say, and no more; rooms as a whole ask for it to be said.
    preserveEntrySignatures: "allow-extension",
  });
  await bundled.write({
    dir: target,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name].js",
    // With the sources in them, as these are not published.
    sourcemap: true,
    // The docs are in the types.
    comments: { jsdoc: false, annotation: true, legal: true },
    // Whole rooms, as each file takes time to load: one that needs nothing from outside, one that needs the SDK, and what a
    // page loads.
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        { name: "core", test: /src\/(core|platform)\// },
        { name: "waiter", test: /src\/(waiter|engines\/(outcome|poll-once))/ },
        { name: "follow", test: /src\/web\/(client|follow)/ },
      ],
    },
  });
  await bundled.close();
}
