import { ServiceError } from "../protocol/service-error.js";

/** Refuses one more when there are as many as there may be. What is in progress counts too: it may yet succeed. */
export function checkLimit(limit: number, count: number, what: string): void {
  if (count < limit) return;
  throw new ServiceError(
    "ResourceLimitExceeded",
    `There may be at most ${limit} ${what}, and there are ${count}.`,
  );
}
