import type { Policy } from "../../core/options.js";
import { schedule } from "../../core/schedule.js";
import { pollRetries, throttled } from "./retries.js";

/** The states of a state machine, by name. */
export type States = Readonly<Record<string, object>>;

/** Where the states of an operation begin once there is its id. */
export const pollStart = "Prepare the wait";

const getOperation = "Get the operation";
const noTimeLeft = "The time is up";

/**
 * The states that wait for `$.OperationId`: one policy, as a table of delays that they walk through, since a state machine
 * can't compute one. A wait of the table counts, whatever it is for, so throttling can't outlast the deadline.
 *
 * @param ownerAccount whose operation it is, if not this account's
 * @param isItem whether a failure is returned, as an item of a fleet does, or ends the execution as FAILED
 */
export function pollStates(policy: Policy, ownerAccount: string | undefined, isItem: boolean): States {
  const delays = schedule(policy);
  const isTimeUp = { Variable: "$.poll.index", NumericGreaterThanEquals: delays.length };
  return {
    [pollStart]: {
      Type: "Pass",
      Parameters: { "OperationId.$": "$.OperationId", poll: { index: 0, delays } },
      Next: getOperation,
    },
    [getOperation]: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:servicediscovery:getOperation",
      Parameters: {
        "OperationId.$": "$.OperationId",
        ...(ownerAccount !== undefined && { OwnerAccount: ownerAccount }),
      },
      TimeoutSeconds: Math.max(1, Math.ceil(policy.requestTimeout)),
      ResultPath: "$.answer",
      Retry: pollRetries(policy),
      Catch: [
        { ErrorEquals: throttled, ResultPath: "$.answer", Next: "Throttled" },
        ...(isItem ? [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Not polled" }] : []),
      ],
      Next: "What does it say?",
    },
    "What does it say?": {
      Type: "Choice",
      Choices: [
        { And: [...says("SUCCESS"), isPresent("Targets")], Next: "Succeeded" },
        { And: says("SUCCESS"), Next: "Succeeded without targets" },
        { And: [...says("FAIL"), isPresent("ErrorCode"), isPresent("ErrorMessage")], Next: "Failed" },
        { And: says("FAIL"), Next: "Failed without a reason" },
        { ...isTimeUp, Next: noTimeLeft },
      ],
      Default: "Next delay",
    },
    Throttled: {
      Type: "Choice",
      Choices: [{ ...isTimeUp, Next: noTimeLeft }],
      Default: "Next delay",
    },
    "Next delay": {
      Type: "Pass",
      Parameters: {
        "index.$": "States.MathAdd($.poll.index, 1)",
        "seconds.$": "States.ArrayGetItem($.poll.delays, $.poll.index)",
        "delays.$": "$.poll.delays",
      },
      ResultPath: "$.poll",
      Next: "Wait",
    },
    Wait: { Type: "Wait", SecondsPath: "$.poll.seconds", Next: getOperation },
    ...successes,
    ...failures(policy, isItem),
  };
}

/** An answer that names another operation says nothing of this one. */
function says(status: string): readonly object[] {
  return [
    isPresent("Status"),
    { Variable: "$.answer.Operation.Status", StringEquals: status },
    {
      Or: [
        { Not: isPresent("Id") },
        { Variable: "$.answer.Operation.Id", StringEqualsPath: "$.OperationId" },
      ],
    },
  ];
}

function isPresent(member: string): object {
  return { Variable: `$.answer.Operation.${member}`, IsPresent: true };
}

const successes: States = {
  Succeeded: {
    Type: "Pass",
    Parameters: {
      outcome: "succeeded",
      "operationId.$": "$.OperationId",
      "targets.$": "$.answer.Operation.Targets",
    },
    End: true,
  },
  "Succeeded without targets": {
    Type: "Pass",
    Parameters: { outcome: "succeeded", "operationId.$": "$.OperationId", targets: {} },
    End: true,
  },
};

function failures(policy: Policy, isItem: boolean): States {
  const next = isItem ? { End: true } : { Next: "Not succeeded" };
  const failure = (outcome: string, code: object, message: object): object => ({
    Type: "Pass",
    Parameters: { outcome, "operationId.$": "$.OperationId", ...code, ...message },
    ...next,
  });
  return {
    Failed: failure(
      "failed",
      { "code.$": "$.answer.Operation.ErrorCode" },
      {
        "message.$":
          "States.Format('Operation {} failed: {}: {}', $.OperationId, $.answer.Operation.ErrorCode, $.answer.Operation.ErrorMessage)",
      },
    ),
    "Failed without a reason": failure(
      "failed",
      { code: "UNKNOWN" },
      { "message.$": "States.Format('Operation {} failed, and Cloud Map gave no reason.', $.OperationId)" },
    ),
    [noTimeLeft]: failure(
      "timed-out",
      { code: "TIMED_OUT" },
      {
        "message.$": `States.Format('Operation {} had not ended after ${policy.maxWaitTime} s; it keeps running. To resume, wait for the same operation id again.', $.OperationId)`,
      },
    ),
    ...(isItem
      ? {
          "Not polled": failure(
            "unreachable",
            { "code.$": "$.error.Error" },
            { "message.$": "$.error.Cause" },
          ),
        }
      : { "Not succeeded": { Type: "Fail", ErrorPath: "$.code", CausePath: "$.message" } }),
  };
}
