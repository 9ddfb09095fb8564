import { usageError } from "../exit-status.js";
import type { Options } from "../input/command-line.js";
import type { Lifetime } from "../lifetime.js";

export async function run(_options: Options, _lifetime: Lifetime): Promise<number> {
  throw usageError("run comes with the next change.");
}
