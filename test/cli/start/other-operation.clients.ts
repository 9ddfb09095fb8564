import { describe, expect, test } from "vitest";
import { awsEnvironment as env, createHttp, hasAws } from "../aws-cli.js";
import { run } from "../../support/built.js";
import { builtCommand, environment, linesOf, service, until } from "../support.js";

const command = builtCommand();

describe.skipIf(!hasAws)("run, when an operation is in progress", () => {
  test("adopts the same creation that is in progress, and prints what that made", async () => {
    const { url, create, emulator } = await service({ durations: { CREATE_NAMESPACE: 600 } });
    const id = await create("x");
    const args = ["run", "--output", "json", "--endpoint-url", url, "--", ...createHttp("x")];
    const running = command(args, { env });
    await until(running, /already doing the same/);
    emulator.advance(600_000);
    const { code, stdout, stderr } = await running.finished;
    expect(code).toBe(0);
    expect(linesOf(stdout)).toMatchObject([
      {
        outcomes: [{ operationId: id, outcome: "succeeded", adopted: true, adoption: "verified", name: "x" }],
      },
    ]);
    expect(stderr).toContain(`Operation ${id} is already doing the same`);
    expect(emulator.operations()).toHaveLength(1);
  });

  test("waits for another operation on the same resource, then starts its own", async () => {
    const { url, emulator } = await service({ durations: { "*": 0, UpdateHttpNamespace: 600 } });
    const aws = ["aws", "servicediscovery"];
    const where = ["run", "-q", "--endpoint-url", url, "--"];
    const { stdout } = await command([...where, ...createHttp("x")], { env }).finished;
    const id = stdout.trim();
    const update = [...aws, "update-http-namespace", "--id", id, "--namespace", "Description=a"];
    const started = run("aws", [...update.slice(1), "--endpoint-url", url, "--output", "json"], {
      ...environment,
      ...env,
    });
    expect(await started.finished).toMatchObject({ code: 0 });
    expect(emulator.operations().at(-1)?.status).toMatch(/SUBMITTED|PENDING/);
    const args = ["run", "--endpoint-url", url, "--", ...aws, "delete-namespace", "--id", id];
    const running = command(args, { env });
    await until(running, /trying again/);
    emulator.advance(600_000);
    const { code, stderr } = await running.finished;
    expect(stderr).toContain("is in progress on the same resource. Waiting for it, then trying again");
    expect(code).toBe(0);
    expect(emulator.operations().map(({ type }) => type)).toEqual([
      "CREATE_NAMESPACE",
      "UPDATE_NAMESPACE",
      "DELETE_NAMESPACE",
    ]);
  });
});
