import { defineConfig, type ViteUserConfigExport } from "vitest/config";

// In Debian's Chromium and Firefox; apart from `npm test`, which needs no browser.
const config: ViteUserConfigExport = defineConfig({
  test: {
    include: ["test/browser/**/*.browser.ts"],
    globalSetup: "test/support/build.ts",
    pool: "threads",
    // Each file starts its browsers; two files at once would measure each other.
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

export default config;
