import { describe, expect, test } from "vitest";
import type { Operation } from "../../../src/core/operation.js";
import { AwsCallError, type AwsCalls } from "../../../src/cli/start/aws-calls.js";
import { awsCommandIn } from "../../../src/cli/start/aws-command.js";
import { type OtherOperation, otherOperation } from "../../../src/cli/start/other-operation.js";

/** The operation for which a command is refused, while these are in progress. */
async function other(
  words: string,
  message: string,
  inProgress: Readonly<Record<string, Operation>> | Error,
): Promise<{ found: OtherOperation | undefined; asked: string[] }> {
  const command = awsCommandIn(["aws", "servicediscovery", ...words.split(" ")]);
  if (command === undefined) throw new Error("it starts nothing");
  const asked: string[] = [];
  const calls: Pick<AwsCalls, "getOperation" | "operationsInProgress"> = {
    getOperation: async (id) => {
      asked.push(id);
      if (inProgress instanceof Error) throw inProgress;
      return inProgress[id];
    },
    operationsInProgress: async (type) => {
      asked.push(`all of ${type}`);
      return inProgress instanceof Error ? [] : Object.keys(inProgress);
    },
  };
  // The others are not called.
  return { found: await otherOperation(command, message, calls as AwsCalls), asked };
}

const register = "register-instance --service-id srv-1 --instance-id i-1";
const same: Operation = { Type: "REGISTER_INSTANCE", Targets: { SERVICE: "srv-1", INSTANCE: "i-1" } };
const another: Operation = { Type: "DEREGISTER_INSTANCE", Targets: { SERVICE: "srv-1", INSTANCE: "i-1" } };

describe(otherOperation, () => {
  test("does the same where its type and what it is about say so", async () => {
    const [message, deregister] = [
      "id op-1 is in progress",
      "deregister-instance --service-id srv-1 --instance-id i-1",
    ];
    expect((await other(deregister, message, { "op-1": another })).found).toEqual({
      operationId: "op-1",
      isTheSame: true,
    });
    const elsewhere = { ...another, Targets: { SERVICE: "srv-1", INSTANCE: "i-2" } };
    expect((await other(deregister, message, { "op-1": elsewhere })).found?.isTheSame).toBe(false);
    // What it registers can't be seen.
    expect((await other(register, message, { "op-1": same })).found?.isTheSame).toBe(false);
  });

  test.each([
    "Another operation with id op-1 is in progress",
    "Another operation of type X and id op-1 is in progress.",
    "An operation is in progress (id op-1",
    "The id op-1, which is in progress",
    "See id op-1.",
  ])("is the one that the message names: %s", async (message) => {
    const { found, asked } = await other(register, message, { "op-1": another });
    expect(found).toEqual({ operationId: "op-1", isTheSame: false });
    expect(asked).toEqual(["op-1"]);
  });

  test("is looked for among those of its type, where the message names none that is known", async () => {
    const { found, asked } = await other("delete-namespace --id ns-1", "id op-0 is in progress", {
      "op-1": { Type: "DELETE_NAMESPACE", Targets: { NAMESPACE: "ns-2" } },
      "op-2": { Type: "DELETE_NAMESPACE", Targets: { NAMESPACE: "ns-1" } },
    });
    expect(found).toEqual({ operationId: "op-2", isTheSame: true });
    expect(asked).toEqual(["op-0", "all of DELETE_NAMESPACE", "op-1", "op-2"]);
  });

  test("is a creation only if that is the only one, as it doesn't say of what", async () => {
    const creation: Operation = { Type: "CREATE_NAMESPACE" };
    const create = "create-http-namespace --name x";
    expect((await other(create, "", { "op-1": creation })).found).toEqual({
      operationId: "op-1",
      isTheSame: true,
    });
    expect((await other(create, "", { "op-1": creation, "op-2": creation })).found).toBeUndefined();
  });

  test("is not looked for without end", async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`op-${index}`, another]));
    const { found, asked } = await other("delete-namespace --id ns-1", "", many);
    expect(found).toBeUndefined();
    expect(asked).toHaveLength(21);
  });

  test("can't be told where it may not be read, and hides no fault of its own", async () => {
    expect((await other(register, "id op-1 is in progress", new AwsCallError("no"))).found).toBeUndefined();
    await expect(other(register, "id op-1 is in progress", new TypeError("a mistake"))).rejects.toThrow(
      "a mistake",
    );
  });
});
