import { isRecord } from "../../core/json.js";
import { OptionError } from "../../core/options.js";
import { policyStatements } from "./permissions.js";
import { stateMachine, type StateMachineOptions } from "./state-machine.js";

/** What the command's flags say, parsed but not checked. */
export interface AslArguments extends Omit<StateMachineOptions, "parameters" | "fleet"> {
  /** The action's parameters, as JSON. */
  readonly parameters?: string | undefined;
  readonly fleet?: string | undefined;
  /** Prints the IAM policy that the state machine's role needs, in place of the state machine. */
  readonly iam?: boolean | undefined;
}

/**
 * What `cloudmap-wait asl` prints: a state machine, or the policy of its role, as JSON that ends with a newline.
 * @throws {OptionError} naming the option, the value and the rule.
 */
export function aslText({ parameters, fleet, iam = false, ...rest }: AslArguments): string {
  const options = { ...rest, parameters: readParameters(parameters), fleet } as StateMachineOptions;
  const machine = stateMachine(options);
  const printed = iam ? { Version: "2012-10-17", Statement: policyStatements(options) } : machine;
  return `${JSON.stringify(printed, null, 2)}\n`;
}

function readParameters(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Not JSON: told below, with the text.
  }
  throw new OptionError("parameters", 'an object in JSON, such as {"Name.$":"$.Name"}', text);
}
