/** What a user can set: all of it plain JSON, so that code, a file and the command's flags say it in the same words. */
import type { Duration } from "./duration.js";
import type { FailureRule } from "./failures.js";
import type { FaultRule } from "./faults.js";
import type { PresetOperation } from "./preset-operation.js";
import type { Quota } from "./quotas.js";

export interface Scenario {
  /** The same seed and the same requests at the same times give the same history. Default `"cloudmap"`. */
  readonly seed?: string | number;
  /** Emulated seconds per real second. Everything the emulator times follows it. Default 1. */
  readonly speed?: number;
  /** The account that calls, 12 digits. Default `"123456789012"`. */
  readonly accountId?: string;
  /** The region in ARNs and messages. Default `"us-east-1"`. */
  readonly region?: string;
  /**
   * How long operations take, in seconds. A key is an operation type (`CREATE_NAMESPACE`), an action
   * (`CreateHttpNamespace`) or `*`, and may go on with a pattern for the resource's name (`REGISTER_INSTANCE:web-*`).
   * The last key that fits an operation decides. What no key fits takes as long as `defaultDurations` says.
   */
  readonly durations?: Readonly<Record<string, Duration>>;
  /** Which part of its duration an operation stays SUBMITTED before it is PENDING, from 0 to 1. Default 0.1. */
  readonly submittedShare?: number;
  /** Which operations end as FAIL. The first rule that fires decides. */
  readonly failures?: readonly FailureRule[];
  /**
   * How many requests are let through, by action; `*` is one bucket for all actions that have none of their own. A list
   * is a quota that changes over time. Default: no quota, because AWS publishes none but DiscoverInstances'.
   */
  readonly quotas?: Readonly<Record<string, Quota | readonly Quota[]>>;
  /** What goes wrong on the way. */
  readonly faults?: readonly FaultRule[];
  /** How many resources there may be before ResourceLimitExceeded. Default: any number. */
  readonly limits?: Limits;
  /** Operations that are there from the start and never change. */
  readonly operations?: readonly PresetOperation[];
  /** How long a request takes on its way, in seconds. Default 0. */
  readonly latency?: Duration;
  /**
   * How long, in seconds, a new custom health status takes to count. Default 30: the service waits about 30 seconds
   * (API reference, HealthCheckCustomConfig).
   */
  readonly healthDelay?: number;
  /** How many of the latest requests the request log keeps. Default 10000. */
  readonly requestLogSize?: number;
}

/** AWS's own defaults are 50 namespaces a region and 1,000 instances a service (Cloud Map developer guide, quotas). */
export interface Limits {
  readonly namespaces?: number;
  readonly servicesPerNamespace?: number;
  readonly instancesPerService?: number;
}
