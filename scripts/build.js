// Builds dist/: the types by the compiler, file by file, and the code as bundle.js makes it.
//
//   node scripts/build.js [FOLDER]   instead of dist/

import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = resolve(process.argv[2] ?? join(root, "dist"));

rmSync(target, { recursive: true, force: true });
const compiler = join(root, "node_modules/typescript/bin/tsc");
for (const project of ["tsconfig.build.json", "src/ui"]) {
  const options = ["--noEmit", "false", "--emitDeclarationOnly", "--outDir", target];
  execFileSync(process.execPath, [compiler, "-p", project, ...options], { cwd: root, stdio: "inherit" });
}
await bundle(target);
