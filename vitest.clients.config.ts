import { defineConfig, type ViteUserConfigExport } from "vitest/config";

// Other people's clients of the emulator; apart from `npm test`, as compiling one of them takes longer than most of it.
const config: ViteUserConfigExport = defineConfig({
  test: {
    include: ["test/emulator/*.clients.ts"],
    globalSetup: "test/support/build.ts",
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

export default config;
