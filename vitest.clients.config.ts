import { defineConfig, type ViteUserConfigExport } from "vitest/config";
import { withTestedSdk } from "./test/support/sdk.js";

// Other people's programs: clients of the emulator, the AWS CLI that `run` starts, shells, test runners; and the programs that
// the docs show. Apart from `npm test`, as to compile some of them, and to start others by the dozen, takes longer than most
// of it.
const config: ViteUserConfigExport = defineConfig({
  plugins: withTestedSdk,
  test: {
    include: ["test/**/*.clients.ts"],
    globalSetup: "test/support/build.ts",
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

export default config;
