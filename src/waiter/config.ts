import { isRecord, recordOf } from "../core/json.js";
import type { OperationInput, OperationRef } from "../core/operation.js";
import { checkNames, OptionError, type Policy, resolvePolicy, type WaitOptions } from "../core/options.js";
import type { Logger } from "./events/logger.js";
import { type Budget, budgetOf } from "./rate/budget.js";
import type { Pacer } from "./rate/pacer.js";
import { type GetOperation, getOperationWith } from "./request/sdk-client.js";
import type { SdkClient } from "./request/sdk-types.js";

/** How to wait, whatever polls the operation. Every duration is in seconds. */
export interface CommonConfig extends WaitOptions {
  /** Ends the wait, which then rejects with the signal's reason. The operation keeps running. */
  readonly abortSignal?: AbortSignal | undefined;
  /** The request budget, for one that is shared between clients or whose quota is known. Default: one for each client. */
  readonly pacer?: Pacer | undefined;
  /** Gets a line for each event. Default: none. */
  readonly logger?: Logger | undefined;
  /** Lets the process exit while the wait is pending. Default false. */
  readonly unref?: boolean | undefined;
}

export interface ClientConfig extends CommonConfig {
  /** Polls the operation; used as it is, with its own retries, region and credentials. Any version of the SDK from 3.485. */
  readonly client: SdkClient;
  readonly getOperation?: undefined;
}

export interface FunctionConfig extends CommonConfig {
  /** Polls the operation in place of a client. It should respect the signal; it is cut off if it does not. */
  readonly getOperation: GetOperation;
  readonly client?: undefined;
}

export type WaitConfig = ClientConfig | FunctionConfig;

/** A checked configuration, with all defaults filled in. */
export interface Settings {
  readonly policy: Policy;
  readonly getOperation: GetOperation;
  /** Shared by all waits on the client, or on the pacer. */
  readonly budget: Budget;
  readonly abortSignal: AbortSignal | undefined;
  readonly logger: Logger | undefined;
  readonly unref: boolean;
}

/** Options that are objects: the rule, and the methods that such an object must have. */
const interfaces = [
  ["client", "a ServiceDiscoveryClient", "send"],
  ["getOperation", "a function", "call"],
  ["abortSignal", "an AbortSignal (not its controller)", "addEventListener"],
  ["pacer", "a Pacer", "acquire"],
  ["logger", "an object with debug, info and warn", "debug", "info", "warn"],
] as const;

const ownOptions: ReadonlySet<string> = new Set([...interfaces.map(([option]) => option), "unref"]);

/**
 * @param more options that the caller takes beside those of every wait
 * @throws {OptionError} naming the option, the value and the rule.
 */
export function resolveConfig(config: WaitConfig, ...more: readonly string[]): Settings {
  if (!isRecord(config)) throw new OptionError("config", "an object with a client", config);
  const { client, getOperation, abortSignal, pacer, logger, unref = false } = config;
  if ("middlewareStack" in config)
    throw new OptionError("config", "an object such as { client }, not the client itself", config);
  checkNames(config, ownOptions, more);
  const source = client ?? getOperation;
  if (source === undefined || (client && getOperation))
    throw new OptionError("client", "given, or else getOperation, not both", source && "both");
  for (const [option, rule, ...methods] of interfaces) {
    const value: unknown = config[option];
    if (value !== undefined && methods.some((name) => typeof memberOf(value, name) !== "function"))
      throw new OptionError(option, rule, value);
  }
  checkFlag("unref", unref);
  const policy = resolvePolicy(config);
  warnOfMilliseconds(policy);
  return {
    policy,
    getOperation: getOperation ?? getOperationWith(client),
    budget: budgetOf(source, pacer),
    abortSignal,
    logger,
    unref,
  };
}

/** A function has members too. */
function memberOf(value: unknown, name: string): unknown {
  return typeof value === "function" ? Reflect.get(value, name) : recordOf(value)[name];
}

const aDay = 24 * 3600;
let hasWarned = false;

/** A wait may be as long as anybody likes, so this is not an error; but more than a day is usually meant in milliseconds. */
function warnOfMilliseconds({ maxWaitTime }: Policy): void {
  if (maxWaitTime <= aDay || hasWarned) return;
  hasWarned = true;
  const text = `maxWaitTime is ${maxWaitTime} seconds, more than a day: it is in seconds, not in milliseconds`;
  if (typeof process === "undefined") console.warn(text);
  else process.emitWarning(text, { code: "CLOUDMAP_WAITER_LONG_WAIT" });
}

/** @throws {OptionError} for what is neither true nor false: the string "false" would count as true. */
export function checkFlag(option: string, value: unknown): void {
  if (typeof value !== "boolean") throw new OptionError(option, "true or false", value);
}

/**
 * Checks which operation is meant against the limits of GetOperation (API reference), since a bad one would be refused
 * only by the service, and a missing one not even by the SDK.
 * @throws {OptionError} naming the member, the value and the rule.
 */
export function checkOperation(operation: OperationInput): OperationRef {
  const given: unknown = operation;
  const OperationId = isRecord(given) ? given["OperationId"] : given;
  const OwnerAccount = isRecord(given) ? given["OwnerAccount"] : undefined;
  if (typeof OperationId !== "string" || OperationId === "" || OperationId.length > 255)
    throw new OptionError("OperationId", "a text of 1 to 255 characters", OperationId);
  if (OwnerAccount === undefined) return { OperationId };
  if (typeof OwnerAccount !== "string" || !/^\d{12}$/.test(OwnerAccount))
    throw new OptionError("OwnerAccount", "an account id of 12 digits", OwnerAccount);
  return { OperationId, OwnerAccount };
}
