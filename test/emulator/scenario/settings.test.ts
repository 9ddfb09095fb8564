import { describe, expect, test } from "vitest";
import { createEmulator, ScenarioError } from "../../../src/emulator/index.js";
import { readScenario } from "../../../src/emulator/scenario/settings.js";

describe("a scenario", () => {
  test.each([
    [[], "The value must be an object; got []"],
    [{ sped: 2 }, "sped is not a known field; known are seed, speed,"],
    [{ speed: 0 }, "speed must be from 0.001 to 1000000; got 0"],
    [{ speed: "2" }, 'speed must be a number; got "2"'],
    [{ seed: {} }, "seed must be a string; got {}"],
    [{ accountId: "12" }, 'accountId must be an AWS account id of 12 digits; got "12"'],
    [{ region: "mars" }, 'region must be a region, such as us-east-1; got "mars"'],
    [
      { durations: { CREATE: 1 } },
      'the key "CREATE" of durations must start with * or one of CREATE_NAMESPACE,',
    ],
    [{ durations: { DeleteService: 1 } }, 'the key "DeleteService" of durations must start with *'],
    [{ durations: { "*": -1 } }, 'durations["*"] must be from 0 to 315360000 seconds; got -1'],
    [{ submittedShare: 2 }, "submittedShare must be from 0 to 1; got 2"],
    [{ failures: [{}] }, "failures[0].code is required"],
    [{ failures: [{ code: "X", probability: 2 }] }, "failures[0].probability must be from 0 to 1; got 2"],
    [{ failures: [{ code: "X", on: "shop" }] }, "failures[0].on must start with * or one of"],
    [{ quotas: { Get: { rate: 1 } } }, 'the key "Get" of quotas must be one of *, CreateHttpNamespace,'],
    [{ quotas: { "*": {} } }, 'quotas["*"].rate is required'],
    [{ quotas: { "*": [{ rate: 1 }, { rate: -1 }] } }, 'quotas["*"][1].rate must be from 0 to'],
    [{ quotas: { "*": [] } }, 'quotas["*"] must have from 1 to 1000 items'],
    [
      { quotas: { "*": { rate: 1, throttle: { statusCode: 200 } } } },
      'quotas["*"].throttle.statusCode must be from 400',
    ],
    [{ faults: [{ fault: "boom" }] }, "faults[0].fault must be one of reset, hang,"],
    [
      { faults: [{ fault: "reset", delay: 1 }] },
      "faults[0].delay means nothing for reset, whose parameters are: processed",
    ],
    [
      { faults: [{ fault: "stalled-body", delay: 1 }] },
      "faults[0].delay means nothing for stalled-body, whose parameters are: none",
    ],
    [{ faults: [{ fault: "stall" }] }, "faults[0].until is required for stall"],
    [{ faults: [{ fault: "hang", after: 3, until: 3 }] }, "faults[0].until must be later than after; got 3"],
    [{ faults: [{ fault: "hang", action: "Get" }] }, "faults[0].action must fit an action"],
    [
      { faults: [{ fault: "late-visibility", action: "GetOperation" }] },
      "faults[0].action must fit an action that late-visibility can touch, such as DeregisterInstance",
    ],
    [
      { faults: [{ fault: "missing-operation", action: "List*" }] },
      'faults[0].action must fit an action that missing-operation can touch, such as GetOperation; got "List*"',
    ],
    [{ startAt: "1969-12-31T23:59:59Z" }, "startAt must be epoch seconds or a date from 1970 on, such as"],
    [{ startAt: "+010000-01-01T00:00:00Z" }, "startAt must be before the year 10000"],
    [{ startAt: 253_402_300_800 }, "startAt must be before the year 10000"],
    [{ limits: { namespaces: 1.5 } }, "limits.namespaces must be a whole number; got 1.5"],
    [{ operations: [{ Id: "" }] }, "operations[0].Id must have at least 1 character"],
    [
      { operations: [{ Id: "a", CreateDate: "soon" }] },
      "operations[0].CreateDate must be epoch seconds or a date",
    ],
    [
      { operations: [{ Id: "a", Targets: { NAMESPACE: 1 } }] },
      'operations[0].Targets["NAMESPACE"] must be a string',
    ],
    [{ requestLogSize: -1 }, "requestLogSize must be from 0 to"],
  ])("%o is refused, and the message names the field", (scenario, message) => {
    expect(() => readScenario(scenario)).toThrow(ScenarioError);
    expect(() => readScenario(scenario)).toThrow(message);
  });

  test("shows hostile text harmlessly", () => {
    const escape = JSON.parse('{"\\u001b[2Jx":1}') as unknown;
    expect(() => readScenario(escape)).toThrow("\\u{1b}[2Jx is not a known field");
    expect(() => readScenario({ region: "\u001B[2J".repeat(1000) })).toThrow(
      /^region must [^\p{Cc}]{0,200}$/u,
    );
  });

  test("with a key that JavaScript finds special is an ordinary scenario", () => {
    const scenario = JSON.parse(
      '{"operations":[{"Id":"a","Targets":{"__proto__":"x","NAMESPACE":"ns-1"}}]}',
    ) as object;
    const [operation] = createEmulator(scenario).operations();
    expect(Object.entries(operation?.targets ?? {})).toContainEqual(["NAMESPACE", "ns-1"]);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test("gets its defaults", () => {
    expect(readScenario({ durations: { "*": 1 } })).toMatchObject({
      speed: 1,
      region: "us-east-1",
      rules: { durations: { "*": 1 }, failures: [] },
      limits: { namespaces: Infinity },
    });
  });
});
