import { CreateHttpNamespaceCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, test } from "vitest";
import { overHttp } from "../support.js";

async function control(url: string, method: string, path: string, body?: object) {
  const response = await fetch(`${url}/_emulator/${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("the controls over HTTP", () => {
  test("settle an operation", async () => {
    const { url, client, emulator } = await overHttp({ settles: "on-command" });
    const { OperationId: operationId } = await client.send(new CreateHttpNamespaceCommand({ Name: "shop" }));
    const settlement = { operationId, status: "FAIL", errorCode: "ACCESS_DENIED" };
    expect(await control(url, "POST", "settle", settlement)).toMatchObject({
      status: 200,
      body: { operationId, status: "FAIL", errorCode: "ACCESS_DENIED" },
    });
    expect(await control(url, "POST", "settle", settlement)).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining("has ended already") },
    });
    expect((await control(url, "POST", "settle", { operationId: "lost" })).status).toBe(404);
    expect((await control(url, "POST", "settle", { operationId, state: "FAIL" })).status).toBe(400);
    expect((await control(url, "POST", "settle", {})).status).toBe(400);
    expect(emulator.operations()).toMatchObject([{ status: "FAIL" }]);
  });

  test("add and remove rules", async () => {
    const { url, emulator } = await overHttp();
    const added = await control(url, "POST", "rules", { faults: [{ fault: "reset", times: 1 }] });
    expect(added).toEqual({ status: 200, body: { id: "rules-1" } });
    expect((await control(url, "GET", "rules")).body).toMatchObject({
      rules: [{ id: "rules-1" }, { id: "scenario" }],
    });
    expect((await control(url, "POST", "rules", { faults: [{ fault: "boom" }] })).status).toBe(400);
    expect((await control(url, "DELETE", "rules/rules-9")).status).toBe(404);
    expect((await control(url, "DELETE", "rules/rules-1")).status).toBe(200);
    expect(emulator.rules()).toHaveLength(1);
  });

  test("take a snapshot and restore it", async () => {
    const { url, client, emulator } = await overHttp({ settles: "at-once" });
    await client.send(new CreateHttpNamespaceCommand({ Name: "shop" }));
    const { body } = await control(url, "GET", "snapshot");
    expect(body).toEqual(emulator.snapshot());
    emulator.reset();
    expect(await control(url, "POST", "restore", body)).toMatchObject({
      status: 200,
      body: { operations: 1 },
    });
    expect(emulator.operations()).toHaveLength(1);
    expect((await control(url, "POST", "restore", { ...body, version: 9 })).status).toBe(400);
  });

  test("page operations and requests", async () => {
    const { url, client } = await overHttp({ settles: "at-once" });
    for (const Name of ["a", "b", "c"]) await client.send(new CreateHttpNamespaceCommand({ Name }));
    for (const listing of ["operations", "requests"]) {
      const first = (await control(url, "GET", `${listing}?limit=2`)).body;
      expect(first[listing]).toHaveLength(2);
      expect(first).toMatchObject({ total: 3, next: `/_emulator/${listing}?from=2&limit=2` });
      const second = (await control(url, "GET", `${listing}?from=2&limit=2`)).body;
      expect(second[listing]).toHaveLength(1);
      expect(second).not.toHaveProperty("next");
    }
    expect((await control(url, "GET", "requests")).body).toMatchObject({
      requests: [{ input: { Name: "a" } }, {}, {}],
    });
    expect((await control(url, "GET", "operations?limit=x")).status).toBe(400);
  });
});
