import { defineConfig, type ViteUserConfigExport } from "vitest/config";

// The recipes, as they stand, against the emulator; apart from `npm test`, as they install the package by npm.
const config: ViteUserConfigExport = defineConfig({
  test: {
    include: ["test/recipes/*.recipes.ts"],
    globalSetup: "test/recipes/setup.ts",
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

export default config;
