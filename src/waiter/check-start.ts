import { recordOf } from "../core/json.js";
import { OptionError } from "../core/options.js";

/**
 * Checks what a start takes beside what every wait does.
 * @throws {OptionError} naming the option, the value and the rule.
 */
export function checkStart(config: object, command: unknown): void {
  const { client, onDuplicateRequest } = recordOf(config);
  if (client === undefined)
    throw new OptionError("client", "a ServiceDiscoveryClient, which sends the command", client);
  if (onDuplicateRequest !== undefined && !choices.has(onDuplicateRequest))
    throw new OptionError("onDuplicateRequest", '"adopt", "reject" or "resend"', onDuplicateRequest);
  if (typeof recordOf(recordOf(command)["middlewareStack"])["add"] !== "function")
    throw new OptionError(
      "command",
      "a command of the SDK, such as new CreateHttpNamespaceCommand(…)",
      command,
    );
}

const choices: ReadonlySet<unknown> = new Set(["adopt", "reject", "resend"]);
