/** What a user can set: all of it plain JSON, so that code, a file and the command's flags say it in the same words. */
import type { Duration } from "./duration.js";
import type { InitialNamespace } from "./initial-state.js";
import type { PresetOperation } from "./preset-operation.js";
import type { RuleSet } from "./rules.js";

/**
 * - `durations`: how long operations take, in seconds. A key is an operation type (`CREATE_NAMESPACE`), an action
 *   (`CreateHttpNamespace`) or `*`, and may go on with a pattern for the resource's name (`REGISTER_INSTANCE:web-*`).
 *   The last key that fits an operation decides. What no key fits takes as long as `settles` says.
 * - `failures`: which operations end as FAIL. The first rule that fires decides.
 * - `quotas`: how many requests are let through, by action; `*` is one bucket for all actions that have none of their
 *   own. A list is a quota that changes over time. Default: no quota, because AWS publishes none but DiscoverInstances'.
 * - `faults`: what goes wrong on the way.
 */
export interface Scenario extends RuleSet {
  /** Ignored: lets an editor find the schema, `cloudmap-waiter/schema/scenario.schema.json`. */
  readonly $schema?: string;
  /** The same seed and the same requests at the same times give the same history. Default `"cloudmap"`. */
  readonly seed?: string | number;
  /** Emulated seconds per real second. Everything the emulator times follows it. Default 1. */
  readonly speed?: number;
  /** Emulated time at the start: epoch seconds, or text such as `2026-01-01T00:00:00Z`. Default: real time. */
  readonly startAt?: number | string;
  /** The account that calls, 12 digits. Default `"123456789012"`. */
  readonly accountId?: string;
  /**
   * The region of requests that are not signed. A signed one has its own; each has resources of its own, and begins as
   * the scenario says. Default `"us-east-1"`.
   */
  readonly region?: string;
  /**
   * When operations end that `durations` says nothing of. `in-time`: as long as is known of the service; `at-once`;
   * `on-command`: when a test says so, with `settle`. Default `in-time`.
   */
  readonly settles?: Settling;
  /** Which part of its duration an operation stays SUBMITTED before it is PENDING, from 0 to 1. Default 0.1. */
  readonly submittedShare?: number;
  /** How many resources there may be before ResourceLimitExceeded. Default: any number. */
  readonly limits?: Limits;
  /** What is there from the start. */
  readonly namespaces?: readonly InitialNamespace[];
  /** Operations that are there from the start, and change only when they are settled by hand. */
  readonly operations?: readonly PresetOperation[];
  /** How late each answer comes, in seconds; the work is done when the request arrives. Default 0. */
  readonly latency?: Duration;
  /**
   * How long, in seconds, a new custom health status takes to count. Default 30: the service waits about 30 seconds
   * (API reference, HealthCheckCustomConfig).
   */
  readonly healthDelay?: number;
  /**
   * What becomes of a private DNS namespace whose name overlaps another's in its VPC, as `a.example` and `example` do.
   * `allow`: it is created, as at Route 53 today; `fail`: its operation fails, as it did until 2019. Default `allow`.
   */
  readonly overlappingZones?: "allow" | "fail";
  /** How many of the latest requests the request log keeps. Default 10000. */
  readonly requestLogSize?: number;
  /** How many bytes of requests' inputs the request log keeps; the oldest go first. Default 8388608. */
  readonly requestLogBytes?: number;
  /** How many ended operations are kept in each region; the oldest are then not found any more. Default 100000. */
  readonly keptOperations?: number;
}

export type Settling = "in-time" | "at-once" | "on-command";

/** AWS's own defaults are 50 namespaces a region and 1,000 instances a service (Cloud Map developer guide, quotas). */
export interface Limits {
  readonly namespaces?: number;
  readonly servicesPerNamespace?: number;
  readonly instancesPerService?: number;
}
