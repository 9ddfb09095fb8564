import { readText, recordOf } from "../../core/json.js";
import { addMiddleware, type MiddlewareStack } from "./sdk-types.js";

/**
 * Gives a command one idempotency token over all its sends, unless its input has one; the SDK makes a new one for each. The
 * input itself is left alone. `onName` is told the command's name, which a bundler can't change.
 */
export function addToken(
  middlewareStack: MiddlewareStack,
  token: string,
  onName: (name: string) => void,
): void {
  addMiddleware(
    middlewareStack,
    (next, { commandName }) =>
      async (request) => {
        const name = String(commandName).replace(/Command$/, "");
        onName(name);
        const member = tokenMember(name);
        const input: Record<string, unknown> = { ...request.input };
        // An empty token is none, to the service too.
        if (member !== undefined) input[member] ||= token;
        return await next({ ...request, input });
      },
    { step: "initialize", name: "cloudmapWaiterToken", override: true },
  );
}

/** The idempotency token of a command: the caller's own, or the one that was made for it. */
export function tokenOf(input: object, made: string): string {
  const { CreatorRequestId, UpdaterRequestId } = recordOf(input);
  return readText(CreatorRequestId) || readText(UpdaterRequestId) || made;
}

/** Which member of a command's input is its idempotency token, if it has one. Source: the API's model. */
function tokenMember(command: string): string | undefined {
  if (/^Create\w+Namespace$|^RegisterInstance$/.test(command)) return "CreatorRequestId";
  return /^Update\w+Namespace$/.test(command) ? "UpdaterRequestId" : undefined;
}
