import { defineConfig, type ViteUserConfigExport } from "vitest/config";

const config: ViteUserConfigExport = defineConfig({
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    globalSetup: "test/support/build.ts",
    // A worker process was seen to wait for ever for an answer, probably because of nodejs/node#55834; threads have other pipes.
    pool: "threads",
    // Many tests wait for a process or for a service rather than compute.
    maxWorkers: 4,
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
