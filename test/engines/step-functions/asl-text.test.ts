import { describe, expect, test } from "vitest";
import { aslText } from "../../../src/engines/step-functions/index.js";

describe(aslText, () => {
  test("prints a state machine that polls by the policy's own table", () => {
    const machine = JSON.parse(aslText({ maxWaitTime: 10 })) as {
      States: Record<string, { Parameters: { poll: { delays: number[] } } }>;
    };
    expect(machine.States["Prepare the wait"]?.Parameters.poll.delays).toEqual([1, 1, 1, 1, 1, 1, 1, 2, 1]);
  });

  test("starts an action with the parameters that are given, and keeps a token of the caller's own", () => {
    const parameters = '{"Name.$":"$.name","CreatorRequestId.$":"$.id"}';
    const machine = JSON.parse(aslText({ start: "CreateHttpNamespace", parameters })) as {
      States: { Start: { Resource: string; Parameters: object } };
    };
    expect(machine.States.Start).toMatchObject({
      Resource: "arn:aws:states:::aws-sdk:servicediscovery:createHttpNamespace",
      Parameters: { "Name.$": "$.name", "CreatorRequestId.$": "$.id" },
    });
  });

  test("makes a token of the execution for an action that takes one, and none for one that does not", () => {
    expect(aslText({ start: "RegisterInstance" })).toContain(
      `"CreatorRequestId.$": "States.Hash($$.Execution.Id, 'SHA-256')"`,
    );
    expect(aslText({ start: "DeregisterInstance" })).not.toContain("RequestId");
  });

  test("prints the policy of the role", () => {
    expect(JSON.parse(aslText({ iam: true, start: "CreateHttpNamespace", fleet: "distributed" }))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["servicediscovery:GetOperation", "servicediscovery:CreateHttpNamespace"],
          Resource: "*",
        },
        {
          Effect: "Allow",
          Action: ["states:StartExecution", "states:DescribeExecution", "states:StopExecution"],
          Resource: "arn:aws:states:*:*:*",
        },
      ],
    });
  });

  test.each([
    [{ start: "CreateService" }, /^start must be one of CreateHttpNamespace, .*; got "CreateService"/],
    [{ start: "constructor" }, /^start must be one of/],
    [{ start: "CreateHttpNamespace", parameters: "{" }, /^parameters must be an object in JSON/],
    [{ start: "CreateHttpNamespace", parameters: "[1]" }, /^parameters must be an object in JSON/],
    [{ parameters: "{}" }, /^parameters must be an object, and only with start/],
    [{ fleet: "many" }, /^fleet must be "inline" or "distributed"; got "many"/],
    [{ fleet: "inline", maxConcurrency: 41 }, /^maxConcurrency must be a whole number from 1 to 40/],
    [{ maxConcurrency: 3 }, /^maxConcurrency must be .* only with fleet/],
    [{ ownerAccount: "12" }, /^ownerAccount must be an account id of 12 digits/],
    [{ minDelay: 0.5 }, /^minDelay must be at least 1: a state machine waits whole seconds/],
    [{ maxWaitTime: 86_400 }, /^maxWaitTime must be short enough for an execution's history of 25000 events/],
    [{ maxWaitTime: 90_000_000 }, /^maxWaitTime must be short enough/],
    [{ transientRetries: -1 }, /^transientRetries must be/],
  ])("refuses %j", (args, message) => {
    expect(() => aslText(args)).toThrow(message);
  });
});
