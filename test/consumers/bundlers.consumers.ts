// The package through bundlers, as others set them up. Each server bundle runs by itself, in a folder without node_modules.
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { environment, service } from "../cli/support.js";
import { run } from "../support/built.js";
import { bin, consumer, mustRun, nodes } from "./support.js";

const sdk = "@aws-sdk/client-servicediscovery";

/** Runs a bundler in the consumer's folder; it must print nothing, as that would be a warning. */
async function bundle(
  program: string,
  args: readonly string[],
  printed: string | RegExp = /^$/,
): Promise<void> {
  expect(await mustRun(process.execPath, [bin(program), ...args], consumer())).toMatch(printed);
}

/** Calls a bundle's function against an emulator, far from every node_modules. */
async function call(file: string, name: string, { node = process.execPath, withSdk = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-waiter-bundle-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(dirname(join(consumer(), file)), join(folder, dirname(file)), { recursive: true });
  copyFileSync(join(consumer(), "call.cjs"), join(folder, "call.cjs"));
  if (withSdk) {
    // As in Lambda, whose runtime brings the SDK.
    mkdirSync(join(folder, "node_modules/@aws-sdk"), { recursive: true });
    symlinkSync(join(consumer(), "node_modules", sdk), join(folder, "node_modules", sdk), "junction");
  }
  const failures = [{ on: "CREATE_NAMESPACE:bad-*", code: "ACCESS_DENIED", message: "Not allowed" }];
  const { url } = await service({ durations: { "*": 0.1 }, failures });
  const env = { ...environment, AWS_ENDPOINT_URL_SERVICEDISCOVERY: url };
  const args = ["--no-warnings", "--enable-source-maps", join(folder, "call.cjs"), join(folder, file), name];
  return await run(node, args, env).finished;
}

const succeeded = { code: 0, stdout: expect.stringMatching(/^ns-[a-z0-9]+\n$/) as unknown, stderr: "" };

test("Rollup", async () => {
  await bundle("rollup/dist/bin/rollup", ["--config", "--silent"]);
  expect(await call("out/rollup.mjs", "good")).toMatchObject(succeeded);
});

test("Vite, for a server", async () => {
  await bundle("vite/bin/vite.js", ["build", "--ssr", "handler.mjs"]);
  expect(await call("out/vite-server/handler.js", "good")).toMatchObject(succeeded);
});

describe("esbuild for Lambda", () => {
  const forNode = [
    "handler.mjs",
    "--bundle",
    "--platform=node",
    "--target=node20",
    "--minify",
    "--log-level=warning",
  ];
  const everyNode = nodes();

  test.each([
    ["CommonJS, with the runtime's SDK", "lambda.cjs", ["--format=cjs", "--external:@aws-sdk/*"], true],
    ["CommonJS, with an SDK of its own", "lambda-whole.cjs", ["--format=cjs"], false],
    ["ES modules, with the runtime's SDK", "lambda.mjs", ["--format=esm", "--external:@aws-sdk/*"], true],
    [
      "ES modules, with an SDK of its own",
      "lambda-whole.mjs",
      [
        "--format=esm",
        // What the SDK requires of Node, an ES module doesn't have by itself.
        "--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      ],
      false,
    ],
  ])("%s", async (_name, file, args, withSdk) => {
    await bundle("esbuild/bin/esbuild", [...forNode, ...args, `--outfile=out/${file}`]);
    for (const [, node] of everyNode)
      expect(await call(`out/${file}`, "good", { node, withSdk })).toMatchObject(succeeded);
  });
});

test("webpack, with source maps: no warning for a server or a page, and stacks point into its sources", async () => {
  await bundle("webpack/bin/webpack.js", [], /^(webpack compiled successfully\s*){2}$/);
  expect(await call("out/webpack.cjs", "good")).toMatchObject(succeeded);
  const { code, stderr } = await call("out/webpack.cjs", "bad-one");
  expect(code).toBe(1);
  expect(stderr).toMatch(/OperationFailedError\]?: .*ACCESS_DENIED/);
  expect(stderr).toMatch(/cloudmap-waiter\/src\/waiter\/[\w/-]+\.ts:\d+/);
});

describe("a page", () => {
  test("by Vite has nothing of Node", async () => {
    await bundle("vite/bin/vite.js", ["build"]);
    const assets = join(consumer(), "out/vite-page/assets");
    const code = readdirSync(assets)
      .map((name) => readFileSync(join(assets, name), "utf8"))
      .join("");
    expect(code).toContain("cloudmap-progress");
    expect(code).not.toMatch(/["']node:|__vite-browser-external/);
  });

  test("by esbuild has nothing of Node", async () => {
    await bundle("esbuild/bin/esbuild", [
      "page.mjs",
      "--bundle",
      "--outfile=out/page.js",
      "--log-level=warning",
    ]);
    const code = readFileSync(join(consumer(), "out/page.js"), "utf8");
    expect(code).toContain("cloudmap-progress");
    expect(code).not.toMatch(/["']node:/);
  });
});
