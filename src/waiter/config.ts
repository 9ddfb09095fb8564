import { isRecord, recordOf } from "../core/json.js";
import type { OperationRef } from "../core/operation.js";
import { OptionError, type Policy, resolvePolicy, type WaitOptions } from "../core/options.js";
import { type Budget, budgetOf } from "./rate/budget.js";
import type { Pacer } from "./rate/pacer.js";
import { type Client, type GetOperation, getOperationWith } from "./request/sdk-client.js";

/** Where lines about the wait go: the SDK's own logger interface. Nothing that an operation says is logged, only codes. */
export interface Logger {
  debug(...content: unknown[]): void;
  info(...content: unknown[]): void;
  warn(...content: unknown[]): void;
  error(...content: unknown[]): void;
}

/** How to wait, whatever looks the operation up. Every duration is in seconds. */
export interface CommonConfig extends WaitOptions {
  /** Ends the wait, which then rejects with the signal's reason. Cloud Map goes on with the operation. */
  readonly abortSignal?: AbortSignal | undefined;
  /** The request budget, for one that is shared between clients or whose quota is known. Default: one for each client. */
  readonly pacer?: Pacer | undefined;
  readonly logger?: Logger | undefined;
  /** Lets the process exit while the wait is pending. Default false. */
  readonly unref?: boolean | undefined;
}

export interface ClientConfig extends CommonConfig {
  /** Looks the operation up; used as it is, with its own retries, region and credentials. */
  readonly client: Client;
  readonly getOperation?: undefined;
}

export interface FunctionConfig extends CommonConfig {
  /** Looks the operation up in the client's stead. It should heed the signal; it is cut off if it does not. */
  readonly getOperation: GetOperation;
  readonly client?: undefined;
}

export type WaitConfig = ClientConfig | FunctionConfig;

/** A configuration with every choice made. */
export interface Settings {
  readonly policy: Policy;
  readonly getOperation: GetOperation;
  /** Shared by all waits on the client, or on the pacer. */
  readonly budget: Budget;
  readonly abortSignal: AbortSignal | undefined;
  readonly logger: Logger | undefined;
  readonly unref: boolean;
}

/** @throws {OptionError} naming the option, the value and the rule. */
export function resolveConfig(config: WaitConfig): Settings {
  const { client, getOperation, abortSignal, pacer, logger, unref = false } = config;
  const source = client ?? getOperation;
  if (source === undefined || (client && getOperation)) {
    throw new OptionError("client", "given, or else getOperation, not both", source && "both");
  }
  if (getOperation && typeof getOperation !== "function")
    throw new OptionError("getOperation", "a function", getOperation);
  for (const [option, rule, ...methods] of [
    ["client", "a ServiceDiscoveryClient", "send"],
    ["abortSignal", "an AbortSignal (not its controller)", "addEventListener"],
    ["pacer", "a Pacer", "acquire"],
    ["logger", "an object with debug, info and warn", "debug", "info", "warn"],
  ] as const) {
    const value: unknown = config[option];
    if (value !== undefined && methods.some((name) => typeof recordOf(value)[name] !== "function"))
      throw new OptionError(option, rule, value);
  }
  checkFlag("unref", unref);
  return {
    policy: resolvePolicy(config),
    getOperation: getOperation ?? getOperationWith(client),
    budget: budgetOf(source, pacer),
    abortSignal,
    logger,
    unref,
  };
}

/** @throws {OptionError} for what is neither true nor false; a text would count as true, whatever it says. */
export function checkFlag(option: string, value: unknown): void {
  if (typeof value !== "boolean") throw new OptionError(option, "true or false", value);
}

/**
 * Checks which operation is meant against the limits of GetOperation (API reference), since a bad one would be refused
 * only by the service, and a missing one not even by the SDK.
 * @throws {OptionError} naming the member, the value and the rule.
 */
export function checkOperation(operation: OperationRef | string): OperationRef {
  const given: unknown = operation;
  const { OperationId, OwnerAccount } = recordOf(isRecord(given) ? given : { OperationId: given });
  if (typeof OperationId !== "string" || OperationId === "" || OperationId.length > 255) {
    throw new OptionError("OperationId", "a text of 1 to 255 characters", OperationId);
  }
  if (OwnerAccount === undefined) return { OperationId };
  if (typeof OwnerAccount !== "string" || !/^\d{12}$/.test(OwnerAccount)) {
    throw new OptionError("OwnerAccount", "an account id of 12 digits", OwnerAccount);
  }
  return { OperationId, OwnerAccount };
}
