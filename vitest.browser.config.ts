import { defineConfig, type ViteUserConfigExport } from "vitest/config";

// In Debian's Chromium; apart from `npm test`, which needs no browser.
const config: ViteUserConfigExport = defineConfig({
  test: {
    include: ["test/browser/**/*.browser.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
