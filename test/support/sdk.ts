import type { ViteUserConfig } from "vitest/config";

const newest = "@aws-sdk/client-servicediscovery";

/** Tests of the SDK itself: of its newest model, or of several of its versions at once. */
const ofTheSdk = /[\\/]test[\\/](emulator|waiter[\\/]request[\\/]sdk-copies)[\\/.]/;

/** The tests run with the newest SDK client or, with TEST_SDK=oldest, with the oldest that the package allows. */
export const isOldestSdk: boolean = process.env["TEST_SDK"] === "oldest";

/** The name under which that client is installed. */
export const testedSdk: string = isOldestSdk ? "client-servicediscovery-3.485" : newest;

/** Puts the tested client in the newest one's place. */
export const withTestedSdk: NonNullable<ViteUserConfig["plugins"]> = [
  {
    name: "tested-sdk",
    enforce: "pre",
    async resolveId(id, importer) {
      if (id !== newest || !isOldestSdk || ofTheSdk.test(importer ?? "")) return null;
      return await this.resolve(testedSdk, importer, { skipSelf: true });
    },
  },
];
