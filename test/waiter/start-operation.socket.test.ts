import {
  CreateHttpNamespaceCommand,
  DeleteNamespaceCommand,
  DeregisterInstanceCommand,
  ListNamespacesCommand,
  RegisterInstanceCommand,
  UpdateHttpNamespaceCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, test } from "vitest";
import { OperationFleet } from "../../src/waiter/operation-fleet.js";
import { Pacer } from "../../src/waiter/rate/pacer.js";
import { recordOf } from "../../src/core/json.js";
import { startOperation } from "../../src/waiter/start-operation.js";
import { over } from "./emulated.js";
import { lineLogger } from "./support.js";

function arn(account: string, thing: string): string {
  return `arn:aws:servicediscovery:us-east-1:${account}:${thing}`;
}

describe(startOperation, () => {
  test("returns the waiter for the operation that the command starts, which has not begun", async () => {
    const { client, emulator } = await over();
    const waiter = await startOperation(
      { client, minDelay: 0.1 },
      new CreateHttpNamespaceCommand({ Name: "x" }),
    );
    expect(waiter.getSnapshot().phase).toBe("idle");
    expect(waiter.adopted).toBe(false);
    expect(await waiter.wait()).toEqual({ NAMESPACE: expect.stringMatching(/^ns-/) });
    expect(emulator.operations()).toHaveLength(1);
  });

  test("creates once though the answer is lost again and again, by one token for all that is sent", async () => {
    // The SDK sends three times for one `send`, so the fourth answer is to the second `send`.
    const lost = { fault: "reset", action: "CreateHttpNamespace", processed: true, times: 4 } as const;
    const { client, emulator, sent } = await over({ faults: [lost] });
    const input = { Name: "x" };
    const waiter = await startOperation({ client, minDelay: 0.1 }, new CreateHttpNamespaceCommand(input));
    const tokens = sent.map(({ CreatorRequestId }) => CreatorRequestId);
    expect(tokens).toHaveLength(5);
    expect(new Set(tokens).size).toBe(1);
    expect(emulator.operations()).toHaveLength(1);
    expect(waiter.operationId).toBe(emulator.operations()[0]?.operationId);
    expect(input).toEqual({ Name: "x" });
  });

  test("keeps a token of the caller's own", async () => {
    const { client, sent } = await over();
    await startOperation(
      { client, minDelay: 0.1 },
      new CreateHttpNamespaceCommand({ Name: "x", CreatorRequestId: "mine" }),
    );
    expect(sent).toMatchObject([{ CreatorRequestId: "mine" }]);
  });

  test("sends the token as the command names it, and none where it has none", async () => {
    const { client, emulator, sent } = await over();
    await (
      await startOperation({ client, minDelay: 0.1 }, new CreateHttpNamespaceCommand({ Name: "x" }))
    ).wait();
    const Id = emulator.operations()[0]?.targets["NAMESPACE"];
    await (
      await startOperation(
        { client },
        new UpdateHttpNamespaceCommand({ Id, Namespace: { Description: "d" } }),
      )
    ).outcome();
    await startOperation({ client, minDelay: 0.1 }, new DeleteNamespaceCommand({ Id }));
    expect(Object.keys(sent.at(-1) ?? {})).toEqual(["Id"]);
    expect(sent.some(({ UpdaterRequestId }) => typeof UpdaterRequestId === "string")).toBe(true);
  });

  test("adopts the operation that is in progress when it is refused as a duplicate", async () => {
    const { client, emulator } = await over({ durations: { CREATE_NAMESPACE: 0, DELETE_NAMESPACE: 0.3 } });
    await (
      await startOperation({ client, minDelay: 0.1 }, new CreateHttpNamespaceCommand({ Name: "x" }))
    ).wait();
    const Id = emulator.operations()[0]?.targets["NAMESPACE"];
    const first = await startOperation({ client, minDelay: 0.1 }, new DeleteNamespaceCommand({ Id }));
    const second = await startOperation({ client, minDelay: 0.1 }, new DeleteNamespaceCommand({ Id }));
    expect(second.operationId).toBe(first.operationId);
    expect([first.adopted, second.adopted]).toEqual([false, true]);
    expect(await second.outcome()).toMatchObject({ outcome: "succeeded", adopted: true });
  });

  test("throws what the API refuses as it came", async () => {
    const { client, emulator } = await over();
    const starting = startOperation(
      { client, minDelay: 0.1 },
      new DeleteNamespaceCommand({ Id: "ns-aaaaaaaaaaaaaaaa" }),
    );
    await expect(starting).rejects.toMatchObject({ name: "NamespaceNotFound", $fault: "client" });
    expect(emulator.requestCount).toBe(1);
  });

  test("waits out throttles, and throws the last one when time is up", async () => {
    const throttle = {
      fault: "error",
      action: "CreateHttpNamespace",
      name: "ThrottlingException",
      statusCode: 400,
    } as const;
    const { client } = await over({ faults: [{ ...throttle, times: 4 }] });
    const waiter = await startOperation(
      { client, minDelay: 0.1 },
      new CreateHttpNamespaceCommand({ Name: "x" }),
    );
    expect(waiter.operationId).not.toBe("");
    const { client: never } = await over({ faults: [throttle] });
    const starting = startOperation(
      { client: never, maxWaitTime: 4 },
      new CreateHttpNamespaceCommand({ Name: "x" }),
    );
    const error: unknown = await starting.catch((thrown: unknown) => thrown);
    // On a busy machine, the end may cut a request off: then the last throttle is the cause.
    const [first, cause] = [recordOf(error), recordOf(recordOf(error)["cause"])];
    expect([first["name"], cause["name"]]).toContain("ThrottlingException");
  }, 30_000);

  test("slows no poll down by its throttles, which are of another quota, unless one pacer is given for all", async () => {
    for (const pacer of [undefined, new Pacer()]) {
      const { client } = await over({
        faults: [
          {
            fault: "error",
            action: "CreateHttpNamespace",
            name: "ThrottlingException",
            statusCode: 400,
            times: 2,
          },
        ],
      });
      await startOperation({ client, pacer }, new CreateHttpNamespaceCommand({ Name: "x" }));
      const { throttled } = new OperationFleet({ client, pacer }).getSnapshot().pacer;
      expect(throttled).toBe(pacer === undefined ? 0 : 2);
    }
  });

  test("ends with the caller's reason", async () => {
    const { client, emulator } = await over({ faults: [{ fault: "hang", action: "CreateHttpNamespace" }] });
    const stop = new AbortController();
    const starting = startOperation(
      { client, abortSignal: stop.signal },
      new CreateHttpNamespaceCommand({ Name: "x" }),
    );
    setTimeout(() => stop.abort("enough"), 100);
    await expect(starting).rejects.toBe("enough");
    const before = emulator.requestCount;
    const again = startOperation(
      { client, abortSignal: stop.signal },
      new CreateHttpNamespaceCommand({ Name: "x" }),
    );
    await expect(again).rejects.toBe("enough");
    expect(emulator.requestCount).toBe(before);
  });

  test("says of a command that starts no operation that it was carried out; the types refuse it", async () => {
    const { client, emulator } = await over();
    const command = new ListNamespacesCommand();
    // @ts-expect-error -- its output has no OperationId
    await expect(startOperation({ client }, command)).rejects.toMatchObject({
      name: "OperationStartError",
      code: "NO_OPERATION_ID",
      message: expect.stringMatching(/^ListNamespaces was carried out, but its answer has no OperationId/),
    });
    expect(emulator.requestCount).toBe(1);
  });

  test("refuses what is no command, and an unknown way to treat duplicates, before anything is sent", async () => {
    const { client, emulator } = await over();
    // @ts-expect-error -- not a command
    await expect(startOperation({ client }, { input: {} })).rejects.toMatchObject({ option: "command" });
    const command = new CreateHttpNamespaceCommand({ Name: "x" });
    const config = { client, onDuplicateRequest: "retry" } as const;
    // @ts-expect-error -- not one of the three
    await expect(startOperation(config, command)).rejects.toMatchObject({ option: "onDuplicateRequest" });
    expect(emulator.requestCount).toBe(0);
  });

  test("leaves what it started alone for minDelay, and then polls", async () => {
    const { client, emulator } = await over({ durations: { CREATE_NAMESPACE: 0 } });
    const command = new CreateHttpNamespaceCommand({ Name: "x" });
    const waiter = await startOperation({ client, minDelay: 0.4 }, command);
    const { elapsedMs } = await waiter.outcome();
    expect(elapsedMs).toBeGreaterThanOrEqual(400);
    expect(emulator.requests().filter(({ action }) => action === "GetOperation")).toHaveLength(1);
  });

  test("tells the pacer of each throttle, those included that the SDK answers by sending again", async () => {
    const throttle = { fault: "error", name: "ThrottlingException", statusCode: 400, times: 2 } as const;
    const { client } = await over({ faults: [throttle] });
    const pacer = new Pacer();
    await startOperation({ client, pacer }, new CreateHttpNamespaceCommand({ Name: "x" }));
    expect(pacer.snapshot).toMatchObject({ sent: 3, throttled: 2 });
  });

  test("logs each attempt that will be followed by another", async () => {
    const throttle = { fault: "error", name: "ThrottlingException", statusCode: 400, times: 3 } as const;
    const { client } = await over({ faults: [throttle] });
    const { lines, logger } = lineLogger();
    await startOperation({ client, logger }, new CreateHttpNamespaceCommand({ Name: "x" }));
    expect(lines).toEqual([
      expect.stringMatching(
        /^cloudmap-waiter: type="start" reason="throttled" errorName="ThrottlingException" delayMs=\d+$/,
      ),
    ]);
  });

  test("gives an instance's registration a token, and waits with the account that a shared thing's ARN names", async () => {
    const { client } = await over();
    const sent: unknown[] = [];
    client.middlewareStack.add(
      () => async (request) => {
        sent.push(request.input);
        return { output: { $metadata: {}, OperationId: "op-1" }, response: {} };
      },
      {
        step: "initialize",
        priority: "low",
        name: "answerAtOnce",
      },
    );
    const ServiceId = arn("111122223333", "service/srv-aaaaaaaaaaaaaaaa");
    const Id = arn("444455556666", "namespace/ns-aaaaaaaaaaaaaaaa");
    const register = new RegisterInstanceCommand({ ServiceId, InstanceId: "i-1", Attributes: {} });
    expect((await startOperation({ client }, register)).ownerAccount).toBe("111122223333");
    const deregister = new DeregisterInstanceCommand({ ServiceId, InstanceId: "i-1" });
    expect((await startOperation({ client }, deregister)).ownerAccount).toBe("111122223333");
    const remove = new DeleteNamespaceCommand({ Id });
    expect((await startOperation({ client }, remove)).ownerAccount).toBe("444455556666");
    expect(sent).toMatchObject([
      { CreatorRequestId: expect.stringMatching(/^[\da-f-]{36}$/) },
      { InstanceId: "i-1" },
      { Id },
    ]);
    expect(sent[1]).not.toHaveProperty("CreatorRequestId");
  });
});
