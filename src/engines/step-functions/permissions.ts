import { startAction } from "./actions.js";
import { checkOptions, type StateMachineOptions } from "./state-machine.js";

/** A statement of an IAM policy. */
export interface PolicyStatement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string;
}

/**
 * What the state machine's role must be allowed. Cloud Map's GetOperation knows no resources to restrict it to.
 * @throws {OptionError} for options that {@link stateMachine} refuses.
 */
export function policyStatements(options: StateMachineOptions = {}): readonly PolicyStatement[] {
  checkOptions(options);
  const { start, fleet } = options;
  const own = start === undefined ? [] : [`servicediscovery:${start}`, ...startAction(start).permissions];
  const calls: PolicyStatement = {
    Effect: "Allow",
    Action: ["servicediscovery:GetOperation", ...own],
    Resource: "*",
  };
  if (fleet !== "distributed") return [calls];
  // A distributed map starts, and watches, executions of its own state machine.
  const Action = ["states:StartExecution", "states:DescribeExecution", "states:StopExecution"];
  return [calls, { Effect: "Allow", Action, Resource: "arn:aws:states:*:*:*" }];
}
