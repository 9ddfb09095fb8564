import type * as library from "../../../src/index.js";

export const checks: Readonly<
  Record<string, (tested: typeof library, tick: (ms: number) => void) => Promise<void>>
>;
