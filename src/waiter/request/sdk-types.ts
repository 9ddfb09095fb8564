// The parts of the SDK that are used, as types that every version from 3.485 on fits.

/** The part of an SDK client that is used. */
export interface SdkClient {
  send(command: never, options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}

/** A command of the SDK. */
export interface SdkCommand {
  readonly input: object;
  readonly middlewareStack: MiddlewareStack;
}

/** The part of a command's middleware stack that is used. Its types differ between versions; what it does, does not. */
export interface MiddlewareStack {
  add(middleware: never, options: never): unknown;
}

type Handler = (request: { readonly input: object }) => Promise<unknown>;

/** Makes a request's handler from the next one. */
export type Middleware = (next: Handler, context: { readonly commandName?: unknown }) => Handler;

/** Adds a middleware to a command of any version of the SDK. */
export function addMiddleware(stack: MiddlewareStack, middleware: Middleware, options: object): void {
  stack.add(middleware as never, options as never);
}
