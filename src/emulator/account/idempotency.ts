/** Idempotency tokens: a request that is sent twice does its work once. */
import { createHash } from "node:crypto";
import { duplicateRequest, type ServiceError } from "../protocol/service-error.js";
import type { Call } from "./account.js";
import type { Operation, Plan } from "./operation.js";

/** A token, and where it must be the only one: its action and what the action is about. */
export interface Token {
  readonly value: string | undefined;
  readonly scope: string;
  /** The request, to tell a repetition from another request with the same token. */
  readonly request: object;
}

/**
 * Starts an operation once for each token: the same token with the same request answers with the same operation, whether
 * or not that has ended, until what it made is gone. The same token with another request is refused as a DuplicateRequest;
 * the API reference does not say which error the service sends.
 */
export function startOnce(
  call: Call,
  action: string,
  token: Token,
  plan: () => Plan,
): { readonly OperationId: string } {
  const { account, now } = call;
  const key = keyOf(token);
  const start = (): string => account.operations.start(plan(), now, key).id;
  const isThere = (id: string): boolean => {
    const operation = account.operations.get(id);
    return operation !== undefined && stillHolds(operation, call);
  };
  const refuse = (id: string): ServiceError =>
    duplicateRequest(`Another ${action} request used the request id ${token.value}.`, id);
  return { OperationId: once(call, token, start, isThere, refuse) };
}

/**
 * Runs `run` once for each token, and returns its id each time. An empty token is none.
 *
 * @param isThere whether what a run made is still there: if not, it can't be the answer any more
 * @param refuse makes what is thrown for the same token with another request
 */
export function once(
  { account }: Call,
  token: Token,
  run: () => string,
  isThere: (id: string) => boolean,
  refuse: (id: string) => ServiceError,
): string {
  const key = keyOf(token);
  if (key === undefined) return run();
  const request = digest(token.request);
  const used = account.tokens.get(key);
  if (used && isThere(used.id)) {
    if (used.request === request) return used.id;
    throw refuse(used.id);
  }
  const id = run();
  account.tokens.set(key, { request, id });
  return id;
}

function keyOf({ value, scope }: Token): string | undefined {
  return value === undefined || value === "" ? undefined : `${scope} ${value}`;
}

/** Whether an operation is still the answer: it is in progress, it failed, or what it made is there. */
function stillHolds({ type, plan, failure, targets, serviceId }: Operation, { account }: Call): boolean {
  if (plan !== undefined || failure) return true;
  if (type === "REGISTER_INSTANCE") {
    const instances = account.services.get(serviceId ?? "")?.instances;
    return instances?.has(targets?.["INSTANCE"] ?? "") === true;
  }
  return account.namespaces.has(targets?.["NAMESPACE"] ?? "");
}

/** The same for the same request, in whatever order a client sends the entries of a map, or tags. */
function digest(request: object): string {
  const canonical = JSON.stringify(request, (name, value: unknown) => {
    if (value instanceof Map) return [...value].toSorted(byFirst);
    return name === "Tags" && Array.isArray(value)
      ? value.map((tag) => JSON.stringify(tag)).toSorted((a, b) => (a < b ? -1 : 1))
      : value;
  });
  return createHash("sha256").update(canonical).digest("base64");
}

function byFirst([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}

/** Refuses a second operation on what `key` stands for while one is in progress. */
export function refuseWhileChanging({ account }: Call, key: string): void {
  const under = account.operations.changing(key);
  if (!under) return;
  // In the service's own words, which name the action and not the type of the operation, and end without a full stop.
  const action = under.plan?.action ?? under.type;
  throw duplicateRequest(`Another operation of type ${action} and id ${under.id} is in progress`, under.id);
}
