import { defineConfig, type ViteUserConfigExport } from "vitest/config";

const config: ViteUserConfigExport = defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    coverage: {
      provider: "v8",
      include: ["src/**"],
      thresholds: {
        "src/core/**": { lines: 100, branches: 95 },
        "src/waiter/**": { lines: 100, branches: 95 },
      },
    },
  },
});

export default config;
