import type { Call } from "./account.js";
import { duplicateRequest, type ServiceError } from "../protocol/service-error.js";

/**
 * Runs `start` once for each token: the same token with the same request answers with the same operation, whether or not
 * that has ended. The same token with another request is refused as a DuplicateRequest; the API reference does not say
 * which error the service sends.
 */
export function startOnce(
  call: Call,
  action: string,
  token: string | undefined,
  input: object,
  start: () => string,
): { readonly OperationId: string } {
  const refuse = (id: string): ServiceError =>
    duplicateRequest(`Another ${action} request used the request id ${token}.`, id);
  return { OperationId: once(call, action, token, input, start, refuse) };
}

/** Runs `run` once for each token, and returns its id each time; what `refuse` makes is thrown for another request. */
export function once(
  { account }: Call,
  action: string,
  token: string | undefined,
  input: object,
  run: () => string,
  refuse: (id: string) => ServiceError,
): string {
  if (token === undefined) return run();
  const key = tokenKey(action, token);
  const request = JSON.stringify(input, (_, value: unknown) => (value instanceof Map ? [...value] : value));
  const used = account.tokens.get(key);
  if (used?.request === request) return used.id;
  if (used) throw refuse(used.id);
  const id = run();
  account.tokens.set(key, { request, id });
  return id;
}

/** Forgets what a token was used for, once that is gone: it can't be the answer any more. */
export function forgetToken({ account }: Call, action: string, token: string | undefined): void {
  account.tokens.delete(tokenKey(action, token ?? ""));
}

function tokenKey(action: string, token: string): string {
  return `${action}/${token}`;
}

/** Refuses a second operation on what `key` stands for while one is under way. */
export function refuseWhileChanging({ account }: Call, key: string): void {
  const under = account.operations.changing(key);
  if (!under) return;
  throw duplicateRequest(
    `Another operation of type ${under.type} and id ${under.id} is in progress.`,
    under.id,
  );
}
