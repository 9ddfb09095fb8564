import { defineConfig, type ViteUserConfigExport } from "vitest/config";

const processTests = "test/**/*.process.test.ts";
// Time-outs are there to end what hangs, not to measure: they hold on a machine that is busy with other things too.
const patience = { testTimeout: 60_000, hookTimeout: 60_000 };
const morePatience = { testTimeout: 180_000, hookTimeout: 180_000 };

const config: ViteUserConfigExport = defineConfig({
  test: {
    // Many tests wait for a process or for a service rather than compute.
    maxWorkers: 8,
    coverage: {
      provider: "v8",
      include: ["src/**"],
      thresholds: {
        "src/core/**": { lines: 100, branches: 95 },
        "src/waiter/**": { lines: 100, branches: 95 },
      },
    },
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
          exclude: [processTests, "**/node_modules/**"],
          ...patience,
        },
      },
      {
        test: {
          name: "process",
          include: [processTests],
          exclude: ["**/node_modules/**"],
          // Only these run the package as it is shipped.
          globalSetup: "test/support/build.ts",
          ...morePatience,
        },
      },
    ],
  },
});

export default config;
