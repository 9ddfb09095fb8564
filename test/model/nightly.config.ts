import { defineConfig, type ViteUserConfigExport } from "vitest/config";

// `npm run test:model`: as many scripts as a night has time for, with new seeds.
const config: ViteUserConfigExport = defineConfig({
  test: {
    include: ["test/model/*.test.ts"],
    env: { MODEL_SCRIPTS: process.env["MODEL_SCRIPTS"] ?? "100000" },
  },
});

export default config;
