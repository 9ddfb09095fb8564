import type { Call } from "../account/account.js";
import type { Reader } from "../protocol/readers.js";

/** Takes the request's members as they came and returns the response's; throws a `ServiceError` or a `ReadError`. */
export type Action = (input: unknown, call: Call) => object;

export function action<T>(read: Reader<T>, run: (input: T, call: Call) => object): Action {
  return (input, call) => run(read(input, ""), call);
}
