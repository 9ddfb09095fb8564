import { defineConfig, type ViteUserConfigExport } from "vitest/config";
import { withTestedSdk } from "./test/support/sdk.js";

// Other people's programs: clients of the emulator, and the AWS CLI that `run` starts. Apart from `npm test`, as compiling
// one of them, and a few dozen starts of another, take longer than most of it.
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
