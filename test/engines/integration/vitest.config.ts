import { defineConfig, type ViteUserConfigExport } from "vitest/config";

// On the engines themselves, which `npm run test:engines` installs in this folder; apart from `npm test`, which needs none.
const config: ViteUserConfigExport = defineConfig({
  test: {
    include: ["test/engines/integration/**/*.engine.ts"],
    pool: "forks",
    // They wait for processes more than they compute.
    maxWorkers: 4,
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
});

export default config;
