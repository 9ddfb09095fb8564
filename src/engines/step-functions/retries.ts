import type { Policy } from "../../core/options.js";

// Step Functions names an SDK error by the service and the API's name, and adds Exception where the API does not have it.
// Source: Step Functions developer guide, "Learning to use AWS service SDK integrations".

export const throttled: readonly string[] = [
  "ServiceDiscovery.RequestLimitExceededException",
  "ServiceDiscovery.ThrottlingException",
  "ServiceDiscovery.TooManyRequestsException",
];

/** What passes by itself. The last two are by analogy with other services: no reference lists them for this one. */
const transient: readonly string[] = [
  "States.Timeout",
  "ServiceDiscovery.InternalFailureException",
  "ServiceDiscovery.InternalServerErrorException",
  "ServiceDiscovery.ServiceUnavailableException",
  "ServiceDiscovery.ServiceDiscoveryException",
  "ServiceDiscovery.SdkClientException",
];

const operationNotFound = "ServiceDiscovery.OperationNotFoundException";
const duplicateRequest = "ServiceDiscovery.DuplicateRequestException";

/** The longest that a retrier waits, and where it begins. */
const backOff = { IntervalSeconds: 1, BackoffRate: 2, MaxDelaySeconds: 5, JitterStrategy: "FULL" };

/** A policy's retries of a poll. A throttle that outlasts them is caught, and the walk through the delays goes on. */
export function pollRetries({ transientRetries, notFoundGrace }: Policy): readonly object[] {
  return [
    { ErrorEquals: throttled, ...backOff, MaxAttempts: 3 },
    { ErrorEquals: transient, ...backOff, MaxAttempts: transientRetries },
    {
      ErrorEquals: [operationNotFound],
      IntervalSeconds: 1,
      BackoffRate: 1,
      MaxAttempts: Math.ceil(notFoundGrace),
    },
  ].filter(({ MaxAttempts }) => MaxAttempts > 0);
}

/**
 * A policy's retries of the action that starts the operation. A DuplicateRequest is sent again until the other operation
 * has ended: in a state machine its id can't be read.
 */
export function startRetries({ transientRetries, maxWaitTime }: Policy): readonly object[] {
  const attempts = Math.max(1, Math.ceil(maxWaitTime / backOff.MaxDelaySeconds));
  return [
    { ErrorEquals: throttled, ...backOff, MaxAttempts: attempts },
    { ErrorEquals: transient, ...backOff, MaxAttempts: transientRetries },
    {
      ErrorEquals: [duplicateRequest],
      IntervalSeconds: 5,
      BackoffRate: 1,
      MaxAttempts: attempts,
    },
  ].filter(({ MaxAttempts }) => MaxAttempts > 0);
}
