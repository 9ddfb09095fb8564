import { ServiceError } from "../protocol/service-error.js";

/** Refuses one more when there are as many as there may be. Counting costs time, so it is left out without a limit. */
export function checkLimit(limit: number, countNow: () => number, what: string): void {
  if (limit === Infinity) return;
  const count = countNow();
  if (count < limit) return;
  throw new ServiceError(
    "ResourceLimitExceeded",
    `There may be at most ${limit} ${what}, and there are ${count}.`,
  );
}
