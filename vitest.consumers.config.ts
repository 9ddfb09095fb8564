import { defineConfig, type ViteUserConfigExport } from "vitest/config";

// The packed package in the hands of others; apart from `npm test`, as it installs their tools.
const config: ViteUserConfigExport = defineConfig({
  test: {
    include: ["test/consumers/*.consumers.ts"],
    globalSetup: "test/consumers/install.ts",
    // Each test runs a program that takes a core or more.
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

export default config;
