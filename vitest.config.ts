import { defineConfig, type ViteUserConfigExport } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { withTestedSdk } from "./test/support/sdk.js";

// Tests that start processes, those that wait for sockets in real time, and those that need a clock to themselves.
const slowTests = [
  "test/**/*.process.test.ts",
  "test/**/*.socket.test.ts",
  "test/model/*.test.ts",
  "test/platform/**/*.test.ts",
];
// What npm sets decides how the command calls itself in its messages.
const env = { npm_command: "" };
// Time-outs are there to end what hangs, not to measure: they hold on a machine that is busy with other things too.
const patience = { env, testTimeout: 60_000, hookTimeout: 60_000 };
const morePatience = { env, testTimeout: 180_000, hookTimeout: 180_000 };

/**
 * Begins with the file that waits longest, or all others would be done long before it: Vitest itself begins with the largest,
 * until it has a run's durations to go by, which a fresh checkout has not.
 */
class LongestWaitFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is no array's
    const sorted = await super.sort(files);
    const longest = sorted.filter(({ moduleId }) => moduleId.endsWith("/cli/unreachable.process.test.ts"));
    return [...new Set([...longest, ...sorted])];
  }
}

const config: ViteUserConfigExport = defineConfig({
  test: {
    sequence: { sequencer: LongestWaitFirst },
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
        plugins: withTestedSdk,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
          exclude: [...slowTests, "**/node_modules/**"],
          // Each test cleans up after itself, so files share a worker, which loads the SDK once. Not inherited from above.
          isolate: false,
          // After the others, with a worker for each core: these compute, and each worker loads the SDK anew.
          sequence: { groupOrder: 1 },
          maxWorkers: "100%",
          ...patience,
        },
      },
      {
        plugins: withTestedSdk,
        test: {
          name: "process",
          include: slowTests,
          exclude: ["**/node_modules/**"],
          // Only these run the package as it is shipped.
          globalSetup: "test/support/build-code.ts",
          isolate: false,
          sequence: { groupOrder: 0 },
          // Many tests wait for a process or for a service rather than compute.
          maxWorkers: 8,
          ...morePatience,
        },
      },
    ],
  },
});

export default config;
