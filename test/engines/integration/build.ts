// Compiles the package, and puts it where the examples and the processes of these tests find it by its name; and puts the
// examples beside the engines that they need.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = fileURLToPath(new URL(".", import.meta.url));

const target = join(folder, "node_modules/cloudmap-waiter");
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
cpSync(join(root, "package.json"), join(target, "package.json"));
execFileSync(process.execPath, [join(root, "scripts/build.js"), join(target, "dist")], {
  cwd: root,
  stdio: "inherit",
});
rmSync(join(folder, "built"), { recursive: true, force: true });
for (const example of ["dbos", "restate", "shared-budget"])
  cpSync(join(root, "examples", example), join(folder, "built", example), {
    recursive: true,
    filter: (source) => !source.includes("node_modules"),
  });

// The recipes of the docs, under the names that they give themselves.
mkdirSync(join(folder, "built/docs"));
const docs = readFileSync(join(root, "docs/engines.md"), "utf8");
for (const [, name = "", code = ""] of docs.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```/gms))
  writeFileSync(join(folder, "built/docs", name), code);
