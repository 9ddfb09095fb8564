import { defineConfig, type ViteUserConfigExport } from "vitest/config";

const processTests = "test/**/*.process.test.ts";
const patience = 120_000;

const config: ViteUserConfigExport = defineConfig({
  test: {
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
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
          exclude: [processTests],
        },
      },
      {
        test: {
          name: "process",
          include: [processTests],
          // Only these run the package as it is shipped.
          globalSetup: "test/support/build.ts",
          // A process takes as long to start as the machine is busy with others.
          testTimeout: patience,
          hookTimeout: patience,
        },
      },
    ],
  },
});

export default config;
