import { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { describe, expect, onTestFinished, test } from "vitest";
import { createEmulator, type EmulatorOptions } from "../../../src/emulator/index.js";
import { OperationFailedError, PollingError } from "../../../src/waiter/result/errors.js";
import { Pacer } from "../../../src/waiter/rate/pacer.js";
import { OperationWaiter } from "../../../src/waiter/operation-waiter.js";
import { isOldestSdk } from "../../support/sdk.js";

/** The real SDK client on an emulator over real loopback HTTP, with operations that are there from the start. */
async function over(options: EmulatorOptions): Promise<{
  client: ServiceDiscoveryClient;
  polls: () => number;
}> {
  const emulator = createEmulator(options);
  const server = await emulator.listen();
  const client = new ServiceDiscoveryClient({
    region: "us-west-2",
    endpoint: server.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  return { client, polls: () => emulator.requestCount };
}

const sample = {
  Id: "deleteelozuhfet5kzxoxg-a-response-example",
  OwnerAccount: "123456789012",
  Status: "SUCCESS",
  Type: "DELETE_NAMESPACE",
  Targets: { NAMESPACE: "ns-e4anhexample0004" },
  CreateDate: "20181118T211707Z",
  UpdateDate: "20181118T211708Z",
} as const;

describe("GetOperation through the real SDK client, over HTTP", () => {
  // The oldest client reads these as other dates, by itself.
  test.skipIf(isOldestSdk)(
    "waits for the API reference's sample, whose dates are text that the SDK can't read",
    async () => {
      const { client } = await over({ operations: [sample], faults: [{ fault: "text-dates" }] });
      const waiter = new OperationWaiter(
        { client },
        { OperationId: sample.Id, OwnerAccount: sample.OwnerAccount },
      );
      expect(await waiter.outcome()).toMatchObject({
        outcome: "succeeded",
        targets: sample.Targets,
        operation: {
          ...sample,
          CreateDate: "2018-11-18T21:17:07.000Z",
          UpdateDate: "2018-11-18T21:17:08.000Z",
        },
      });
    },
  );

  // The oldest client respects none.
  test.skipIf(isOldestSdk)(
    "is throttled, and not unreachable, while the client respects a Retry-After longer than requestTimeout",
    async () => {
      const { client, polls } = await over({
        operations: [{ ...sample, CreateDate: 1, UpdateDate: 2 }],
        faults: [{ fault: "too-many-requests", retryAfter: 1.5, times: 2 }],
      });
      const waiter = new OperationWaiter(
        { client, requestTimeout: 1, transientRetries: 0 },
        { OperationId: sample.Id, OwnerAccount: sample.OwnerAccount },
      );
      expect(await waiter.outcome()).toMatchObject({
        outcome: "succeeded",
        retries: { throttled: 2, transient: 0 },
      });
      expect(polls()).toBe(3);
    },
  );

  test("waits for the SDK documentation's sample, whose dates are numbers", async () => {
    const Id = "gv4g5meo7ndmeh4fqskygvk23d2fijwa-k9302yzd";
    const { client } = await over({
      operations: [
        {
          Id,
          Status: "SUCCESS",
          Type: "CREATE_NAMESPACE",
          Targets: { NAMESPACE: "ns-ylexjili4cdxy3xm" },
          CreateDate: 1587055860.121,
          UpdateDate: 1587055900.469,
        },
      ],
    });
    const waiter = new OperationWaiter({ client }, { OperationId: Id });
    expect(await waiter.outcome()).toMatchObject({
      outcome: "succeeded",
      operation: { CreateDate: "2020-04-16T16:51:00.121Z", UpdateDate: "2020-04-16T16:51:40.469Z" },
      targets: { NAMESPACE: "ns-ylexjili4cdxy3xm" },
    });
  });

  test("fails with the ErrorCode that the service tells", async () => {
    const operation = {
      Id: "bad",
      Status: "FAIL",
      Type: "CREATE_NAMESPACE",
      ErrorCode: "ACCESS_DENIED",
      ErrorMessage: "no",
    } as const;
    const { client } = await over({ operations: [operation] });
    const error = await new OperationWaiter({ client }, { OperationId: "bad" })
      .wait()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OperationFailedError);
    expect(error).toMatchObject({ code: "ACCESS_DENIED" });
  });

  test("counts the requests that the SDK sends again by itself, and tells the pacer of each throttle", async () => {
    const throttle = {
      fault: "error",
      action: "GetOperation",
      name: "ThrottlingException",
      statusCode: 400,
      times: 2,
    } as const;
    const { client, polls } = await over({ operations: [sample], faults: [throttle] });
    const pacer = new Pacer();
    const outcome = await new OperationWaiter({ client, pacer }, { OperationId: sample.Id }).outcome();
    expect(outcome).toMatchObject({ outcome: "succeeded", polls: 1, requests: 3, retries: { throttled: 0 } });
    expect(polls()).toBe(3);
    expect(pacer.snapshot).toMatchObject({ sent: 3, throttled: 2 });
  });

  test("is refused at once when access is denied with HTTP 400", async () => {
    const denied = {
      fault: "error",
      action: "GetOperation",
      name: "AccessDeniedException",
      statusCode: 400,
      message: "not you",
    } as const;
    const { client, polls } = await over({ operations: [sample], faults: [denied] });
    const error = await new OperationWaiter({ client }, { OperationId: sample.Id })
      .wait()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PollingError);
    expect(error).toMatchObject({ code: "AccessDeniedException", cause: { name: "AccessDeniedException" } });
    expect(polls()).toBe(1);
  });

  test.each([
    "reset",
    "unavailable",
    "server-error",
    "too-many-requests",
    "malformed-json",
    "truncated-body",
    "empty-body",
    "missing-operation",
    "unknown-status",
    "stalled-body",
    "hang",
  ] as const)("gets over the fault %s", async (fault) => {
    const { client } = await over({
      operations: [sample],
      faults: [{ fault, action: "GetOperation", times: 1 }],
    });
    const config = { client, requestTimeout: 0.5, minDelay: 0.05, maxDelay: 0.1 };
    expect(await new OperationWaiter(config, { OperationId: sample.Id }).wait()).toEqual(sample.Targets);
  });

  test("holds its deadline while a body is stalled", async () => {
    const { client } = await over({
      operations: [sample],
      faults: [{ fault: "stalled-body", action: "GetOperation" }],
    });
    const outcome = await new OperationWaiter(
      { client, maxWaitTime: 0.3 },
      { OperationId: sample.Id },
    ).outcome();
    // The final poll is taken whatever is in progress. By its own count, the oldest client sends an aborted request once more.
    expect(outcome).toMatchObject({ outcome: "timed-out", requests: isOldestSdk ? 3 : 2 });
  });
});
