import { describe, expect, test } from "vitest";
import { fakeAws, printing, refusing } from "../fake-aws.js";
import { builtCommand, linesOf, service, until } from "../support.js";

const command = builtCommand();
const create = ["servicediscovery", "create-http-namespace", "--name", "x"];
const deleting = ["servicediscovery", "delete-namespace", "--id", "ns-1"];
const slow = { durations: { CREATE_NAMESPACE: 600 }, submittedShare: 0 };

function duplicate(id: string): string {
  return refusing("DuplicateRequest", `Operation with id ${id} is in progress`);
}

/** Refuses a first deletion for another operation, which is that of the service. */
function refusedOnce(id: string, next: string): ReturnType<typeof fakeAws> {
  return fakeAws({
    delete: `[ -e "$FOLDER/refused" ] && { ${next}; }; touch "$FOLDER/refused"; ${duplicate(id)}`,
    "get-operation": printing({ Operation: { Id: id, Type: "CREATE_NAMESPACE", Status: "PENDING" } }),
  });
}

describe("run, when the same operation is in progress", () => {
  test("adopts it, and prints what it has made", async () => {
    const { url, create: start, emulator } = await service(slow);
    const id = await start("x");
    const aws = fakeAws({
      create: duplicate(id),
      "get-operation": printing({ Operation: { Id: id, Type: "CREATE_NAMESPACE", Status: "PENDING" } }),
      "get-namespace": printing({ Namespace: { Type: "HTTP", Name: "x" } }),
    });
    const running = command(["run", "--output", "json", "--endpoint-url", url, aws.program, ...create]);
    await until(running, /CREATE_NAMESPACE PENDING/);
    emulator.advance(600_000);
    const { code, stdout, stderr } = await running.finished;
    expect(code).toBe(0);
    expect(linesOf(stdout)).toMatchObject([
      {
        outcomes: [{ operationId: id, outcome: "succeeded", adopted: true, adoption: "verified", name: "x" }],
      },
    ]);
    // What the AWS CLI calls an error is none.
    expect(stderr).toMatch(
      new RegExp(`^cloudmap-wait: Operation ${id} is already doing the same. Waiting for it.\n`),
    );
    expect(stderr).not.toContain("An error occurred");
    expect(aws.calls().at(-1)).toContain(
      `get-namespace --id ${emulator.operations()[0]?.targets["NAMESPACE"]} `,
    );
  });

  test("fails when that has made another kind of namespace", async () => {
    const { url, create: start } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    const id = await start("x");
    const aws = fakeAws({
      create: duplicate(id),
      "get-operation": printing({ Operation: { Id: id, Type: "CREATE_NAMESPACE", Status: "PENDING" } }),
      "get-namespace": printing({ Namespace: { Type: "DNS_PUBLIC", Name: "x" } }),
    });
    const args = ["run", "--quiet", "--endpoint-url", url, aws.program, ...create];
    const { code, stdout, stderr } = await command(args).finished;
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).not.toContain("already doing the same");
    expect(stderr).toContain("It created the DNS_PUBLIC namespace");
  });
});

describe("run, when another operation is in progress", () => {
  test("waits for it, and then starts its own", async () => {
    const { url, create: start } = await service({ durations: { CREATE_NAMESPACE: 0.2 } });
    const [other, own] = [await start("x"), await start("y")];
    const aws = refusedOnce(other, `${printing({ OperationId: own })}; exit`);
    const args = ["run", "--output", "json", "--endpoint-url", url, aws.program, ...deleting];
    const { code, stdout, stderr } = await command(args).finished;
    expect(code).toBe(0);
    expect(linesOf(stdout)).toMatchObject([{ outcomes: [{ operationId: own, adopted: false }] }]);
    expect(stderr).toContain(
      `cloudmap-wait: Operation ${other} is in progress on the same resource. Waiting for it, then trying again.\n`,
    );
    expect(stderr).not.toContain("An error occurred");
    expect(aws.calls().filter((call) => call.includes("delete"))).toHaveLength(2);
  });

  test("starts its own when the other one has failed, and says nothing of it with --quiet", async () => {
    const failures = [{ on: "CREATE_NAMESPACE:x", code: "ACCESS_DENIED", message: "no" }];
    const { url, create: start } = await service({ durations: { CREATE_NAMESPACE: 0 }, failures });
    const [other, own] = [await start("x"), await start("y")];
    const aws = refusedOnce(other, `${printing({ OperationId: own })}; exit`);
    const args = ["run", "--quiet", "--endpoint-url", url, aws.program, ...deleting];
    expect(await command(args).finished).toMatchObject({ code: 0, stderr: "" });
  });

  test("starts nothing when the other one has not ended in time", async () => {
    const { url, create: start } = await service(slow);
    const other = await start("x");
    const aws = refusedOnce(other, "exit 9");
    const args = ["run", "--timeout", "0", "--endpoint-url", url, aws.program, ...deleting];
    const { code, stdout, stderr } = await command(args).finished;
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toContain(
      `cloudmap-wait: Nothing was started, because operation ${other} has not ended. Run the same command again.\n`,
    );
    expect(aws.calls()).toHaveLength(2);
  });

  test("starts nothing when a signal comes meanwhile, and dies by it", async () => {
    const { url, create: start } = await service(slow);
    const aws = refusedOnce(await start("x"), "exit 9");
    const running = command(["run", "--endpoint-url", url, aws.program, ...deleting]);
    await until(running, /CREATE_NAMESPACE PENDING/);
    running.process.kill("SIGTERM");
    const { signal, stdout, stderr } = await running.finished;
    expect({ signal, stdout }).toEqual({ signal: "SIGTERM", stdout: "" });
    expect(stderr).toContain("Nothing was started");
  });

  test("fails as the AWS CLI does when the other one can't be found", async () => {
    const aws = fakeAws({
      create: refusing("DuplicateRequest", "something is in progress"),
      "list-operations": printing({ Operations: [] }),
    });
    const { code, stdout, stderr } = await command(["run", aws.program, ...create]).finished;
    expect({ code, stdout }).toEqual({ code: 254, stdout: "" });
    expect(stderr).toBe(
      "\nAn error occurred (DuplicateRequest) when calling the Some operation: something is in progress\n" +
        "cloudmap-wait: Another operation is in progress, but it could not be found.\n",
    );
  });
});
