import { defineConfig, type ViteUserConfigExport } from "vitest/config";

// `npm run test:soak`: long runs, apart from `npm test`, in a process of their own whose memory can be measured.
const config: ViteUserConfigExport = defineConfig({
  test: {
    include: ["test/soak/**/*.soak.ts"],
    pool: "forks",
    execArgv: ["--expose-gc"],
    fileParallelism: false,
    testTimeout: 3_600_000,
  },
});

export default config;
