/** The scenario's JSON Schema and the reader that refuses a bad scenario, held against each other. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { actionNames, operationKinds } from "../../../src/emulator/protocol/api-names.js";
import { faultParameters } from "../../../src/emulator/scenario/faults.js";
import { readScenario, scenarioMembers } from "../../../src/emulator/scenario/settings.js";

interface Schema {
  readonly $id: string;
  readonly properties: Readonly<Record<string, object>>;
}

const file = fileURLToPath(new URL("../../../schema/scenario.schema.json", import.meta.url));
const schema = JSON.parse(readFileSync(file, "utf8")) as Schema;
const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);

function isRead(scenario: unknown): boolean {
  try {
    readScenario(scenario);
    return true;
  } catch {
    return false;
  }
}

const good: readonly object[] = [
  {},
  {
    $schema: "x",
    seed: 7,
    speed: 10,
    startAt: "2026-01-01T00:00:00Z",
    settles: "at-once",
    region: "eu-west-1",
  },
  { durations: { "*": "never", "CREATE_NAMESPACE:a:b\nc": 3, CreateHttpNamespace: { fixed: 1 } } },
  {
    durations: { "*": { mixture: [{ weight: 1, duration: { uniform: [1, 2] } }] } },
    latency: { uniform: [0, 1] },
  },
  { durations: { "*": { logNormal: { median: 3, sigma: 5 } } } },
  { failures: [{ code: "ACCESS_DENIED", on: "*:x", message: "", probability: 0, times: 0 }] },
  {
    quotas: {
      "*": { rate: 0 },
      GetOperation: [{ rate: 1, burst: 2, after: 3, throttle: { name: "x", statusCode: 599 } }],
    },
  },
  {
    faults: [
      { fault: "stall", until: 3 },
      { fault: "omit-members", members: ["Status"] },
    ],
  },
  { limits: { namespaces: 0 }, healthDelay: 0, requestLogSize: 0, requestLogBytes: 0, keptOperations: 0 },
  { overlappingZones: "fail", accountId: "000000000000", submittedShare: 1 },
  {
    operations: [
      {
        Id: "a",
        Type: null,
        Status: null,
        Targets: null,
        CreateDate: 0,
        UpdateDate: null,
        OwnerAccount: "x",
      },
    ],
  },
  {
    namespaces: [{ Name: "a", Services: [{ Name: "s", Instances: [{ Id: "i", Attributes: { a: "b " } }] }] }],
  },
  { namespaces: [{ Name: "a.local", Type: "DNS_PRIVATE", Vpc: "v", Tags: [{ Key: "k", Value: "" }] }] },
];

const bad: readonly unknown[] = [
  [],
  null,
  { sped: 1 },
  { speed: 0 },
  { seed: true },
  { settles: "soon" },
  { region: "here" },
  { accountId: "1" },
  { submittedShare: 2 },
  { durations: { CREATE: 1 } },
  { durations: { "*": -1 } },
  { durations: { "*": { uniform: [1] } } },
  { durations: { "*": { fixed: 1, uniform: [1, 2] } } },
  { durations: { "*": { mixture: [] } } },
  { failures: [{}] },
  { failures: [{ code: "" }] },
  { failures: [{ code: "x", on: "boom:x" }] },
  { quotas: { Get: { rate: 1 } } },
  { quotas: { "*": {} } },
  { quotas: { "*": [] } },
  { quotas: { "*": { rate: 1, throttle: { statusCode: 200 } } } },
  { faults: [{ fault: "boom" }] },
  { faults: [{ fault: "reset", delay: 1 }] },
  { faults: [{ fault: "stall" }] },
  { faults: [{ fault: "omit-members" }] },
  { limits: { namespaces: 1.5 } },
  { limits: { instances: 1 } },
  { operations: [{}] },
  { operations: [{ Id: "" }] },
  { operations: [{ Id: "a", Targets: { NAMESPACE: 1 } }] },
  { namespaces: [{}] },
  { namespaces: [{ Name: "a b" }] },
  { namespaces: [{ Name: "a", Vpc: "v" }] },
  { namespaces: [{ Name: "a.b", Type: "DNS_PRIVATE" }] },
  { namespaces: [{ Name: "a", Services: [{}] }] },
  { namespaces: [{ Name: "a", Tags: [{ Key: "aws:a", Value: "" }] }] },
  {
    namespaces: [{ Name: "a", Services: [{ Name: "s", Instances: [{ Id: "i", Attributes: { a: " b" } }] }] }],
  },
  { requestLogSize: -1 },
  { startAt: -1 },
];

describe("schema/scenario.schema.json", () => {
  test.each(good)("takes what the emulator takes: %o", (scenario) => {
    expect({ schema: validate(scenario), reader: isRead(scenario), errors: validate.errors }).toEqual({
      schema: true,
      reader: true,
      errors: null,
    });
  });

  test.each(bad.map((scenario) => [scenario]))("refuses what the emulator refuses: %o", (scenario) => {
    expect({ schema: validate(scenario), reader: isRead(scenario) }).toEqual({
      schema: false,
      reader: false,
    });
  });

  test("describes every field, and each in words", () => {
    expect(Object.keys(schema.properties).toSorted()).toEqual([...scenarioMembers].toSorted());
    for (const property of Object.values(schema.properties)) expect(property).toHaveProperty("description");
  });

  test("knows every fault with its parameters, and no others", () => {
    const values: Readonly<Record<string, unknown>> = {
      processed: true,
      delay: 1,
      retryAfter: 1,
      name: "x",
      statusCode: 500,
      message: "x",
      status: "x",
      members: ["Status"],
    };
    for (const [fault, parameters] of faultParameters) {
      for (const [parameter, value] of Object.entries(values)) {
        const required = {
          ...(fault === "stall" && { until: 1 }),
          ...(fault === "omit-members" && { members: ["x"] }),
        };
        const rule = { fault, ...required, [parameter]: value };
        expect([rule, validate({ faults: [rule] })]).toEqual([rule, parameters.includes(parameter)]);
        expect(isRead({ faults: [rule] })).toBe(parameters.includes(parameter));
      }
    }
  });

  test("knows every action and every kind of operation", () => {
    for (const action of actionNames) expect(validate({ quotas: { [action]: { rate: 1 } } })).toBe(true);
    for (const kind of operationKinds)
      expect(validate({ durations: { [kind]: 1, [`${kind}:x`]: 1 } })).toBe(true);
  });
});
