import { duplicateRequest } from "./errors.js";
import type { Call } from "./action.js";

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
  if (token === undefined) return { OperationId: start() };
  const key = `${action}/${token}`;
  const request = JSON.stringify(input, (_, value: unknown) => (value instanceof Map ? [...value] : value));
  const used = call.world.tokens.get(key);
  if (used) {
    if (used.request === request) return { OperationId: used.operationId };
    throw duplicateRequest(`Another ${action} request used the request id ${token}.`, used.operationId);
  }
  const operationId = start();
  call.world.tokens.set(key, { request, operationId });
  return { OperationId: operationId };
}

/** Refuses a second operation on what `key` stands for while one is under way. */
export function refuseWhileChanging({ world }: Call, key: string): void {
  const under = world.operations.changing(key);
  if (!under) return;
  throw duplicateRequest(
    `Another operation of type ${under.type} and id ${under.id} is in progress.`,
    under.id,
  );
}
