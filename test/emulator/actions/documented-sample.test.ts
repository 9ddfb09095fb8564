import { GetOperationCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, test } from "vitest";
import { inProcess, overHttp } from "../support.js";

// The examples of GetOperation in the API reference and in boto3's documentation.
const deletion = {
  Id: "deleteelozuhfet5kzxoxg-a-response-example",
  OwnerAccount: "123456789012",
  Type: "DELETE_NAMESPACE",
  Status: "SUCCESS",
  Targets: { NAMESPACE: "ns-e4anhexample0004" },
  CreateDate: "20181118T211707Z",
  UpdateDate: "20181118T211708Z",
};
const creation = {
  Id: "gv4g5meo7ndmeh4fqskygvk23d2fijwa-k9302yzd",
  Type: "CREATE_NAMESPACE",
  Status: "SUCCESS",
  Targets: { NAMESPACE: "ns-ylexjili4cdxy3xm" },
  CreateDate: 1587055860.121,
  UpdateDate: 1587055900.469,
};

describe.each([
  ["over HTTP", overHttp],
  ["in process", inProcess],
])("the documented GetOperation, %s", (_name, start) => {
  test.each([[{}], [{ OwnerAccount: "123456789012" }]])(
    "of a deleted namespace, asked with %o",
    async (owner) => {
      const { client } = await start({ operations: [deletion, creation] });
      const { Operation } = await client.send(
        new GetOperationCommand({ OperationId: deletion.Id, ...owner }),
      );
      expect(Operation).toEqual({
        ...deletion,
        CreateDate: new Date("2018-11-18T21:17:07Z"),
        UpdateDate: new Date("2018-11-18T21:17:08Z"),
      });
    },
  );

  test("of a created namespace, to the millisecond", async () => {
    const { client } = await start({ operations: [deletion, creation] });
    const { Operation } = await client.send(new GetOperationCommand({ OperationId: creation.Id }));
    expect(Operation).toEqual({
      ...creation,
      CreateDate: new Date(1587055860121),
      UpdateDate: new Date(1587055900469),
    });
  });

  test("belongs to the account that is asked for", async () => {
    const { client } = await start({ operations: [deletion] });
    const input = { OperationId: deletion.Id, OwnerAccount: "999999999999" };
    await expect(client.send(new GetOperationCommand(input))).rejects.toMatchObject({
      name: "OperationNotFound",
    });
  });
});

describe("the bytes of the documented GetOperation", () => {
  test.each([
    ["as epoch seconds", [], 1542575827, 1542575828],
    ["as text", [{ fault: "text-dates" as const }], "20181118T211707Z", "20181118T211708Z"],
  ])("with dates %s", async (_name, faults, CreateDate, UpdateDate) => {
    const { url } = await overHttp({ operations: [deletion], faults });
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "Route53AutoNaming_v20170314.GetOperation",
      },
      body: JSON.stringify({ OperationId: deletion.Id }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/x-amz-json-1.1");
    expect(await response.json()).toEqual({ Operation: { ...deletion, CreateDate, UpdateDate } });
  });
});
