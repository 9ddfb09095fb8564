import type { Emulator } from "../src/emulator/index.js";
import { createRandom } from "../src/emulator/scenario/random.js";
import type { Others } from "./workload.js";

const request = {
  method: "POST",
  target: "Route53AutoNaming_v20170314.GetOperation",
  body: JSON.stringify({ OperationId: "of-somebody-else" }),
};
const stepMs = 10;

/** Polls as other users of the quota do; returns the way to stop it. */
export function beOthers(emulator: Emulator, { rate, on, every }: Others, seed: number): () => void {
  const startedAt = emulator.now();
  const random = createRandom(`others/${seed}`);
  let timer: ReturnType<typeof setTimeout>;
  const step = (): void => {
    // Not in step with anybody's polls.
    const ms = stepMs * (0.5 + random.next());
    timer = setTimeout(step, ms);
    if ((emulator.now() - startedAt) % (every * 1000) >= on * 1000) return;
    for (let count = poisson((rate * ms) / 1000, () => random.next()); count > 0; count--)
      emulator.handle(request);
  };
  step();
  return () => clearTimeout(timer);
}

/** Knuth's method: fine for small means. */
function poisson(mean: number, next: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = next(); product > limit; product *= next()) count++;
  return count;
}
