import type { Policy } from "../../core/options.js";
import { countFailure, noFailures, retryDelayMs } from "../../core/retry-backoff.js";
import type { Pacer } from "../rate/pacer.js";
import { call } from "./attempts.js";
import { getNamespaceWith } from "./sdk-client.js";
import type { SdkClient } from "./sdk-types.js";
import { withTimeLimit } from "./time-limit.js";

interface CallSettings {
  readonly policy: Policy;
  readonly budget: { readonly starts: Pacer };
  readonly unref: boolean;
}

/** GetNamespace, tried again as a poll is, for as long as one request may take. */
export async function getNamespace(
  client: SdkClient,
  id: string,
  { policy, budget, unref }: CallSettings,
  signal: AbortSignal,
): Promise<unknown> {
  let failures = noFailures;
  const result = await withTimeLimit(
    async (abortSignal) =>
      await call((options) => getNamespaceWith(client, id, options), {
        pacer: budget.starts,
        signal: abortSignal,
        unref,
        requestTimeoutMs: policy.requestTimeout * 1000,
        untilFinalPollMs: forEver,
        untilDeadlineMs: forEver,
        afterFailure(error, kind) {
          failures = countFailure(failures, kind);
          return retryDelayMs(failures, error, kind, policy, id);
        },
        onRetry() {},
      }),
    policy.requestTimeout * 1000,
    signal,
    unref,
  );
  return result.failure ? undefined : result.value;
}

function forEver(): number {
  return Number.POSITIVE_INFINITY;
}
