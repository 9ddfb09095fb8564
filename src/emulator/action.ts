import type { Reader } from "./read.js";
import type { World } from "./world.js";

/** What an action works with. */
export interface Call {
  readonly world: World;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Takes the request's members as they came and returns the response's; throws a `ServiceError` or a `ReadError`. */
export type Action = (input: unknown, call: Call) => object;

export function action<T>(read: Reader<T>, run: (input: T, call: Call) => object): Action {
  return (input, call) => run(read(input, ""), call);
}
