import { describe, expect, test } from "vitest";
import { builtCommand } from "../support.js";

const run = builtCommand();

/** Without the short delays that other tests take from the environment. */
function command(args: readonly string[]): ReturnType<typeof run> {
  return run(args, { env: { CLOUDMAP_WAIT_INTERVAL: "", CLOUDMAP_WAIT_MAX_INTERVAL: "" } });
}

describe("asl", () => {
  test("prints a state machine that starts an operation and waits for it", async () => {
    const { code, stdout, stderr } = await command(["asl", "CreateHttpNamespace", "--timeout", "5m"])
      .finished;
    const machine = JSON.parse(stdout) as { States: Record<string, { Resource?: string }> };
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const resources = Object.values(machine.States).map(({ Resource }) => Resource);
    expect(resources).toContain("arn:aws:states:::aws-sdk:servicediscovery:createHttpNamespace");
    expect(resources).toContain("arn:aws:states:::aws-sdk:servicediscovery:getOperation");
  });

  test("prints one for an id from the input, for a fleet, and the policy of its role", async () => {
    const single = await command(["asl"]).finished;
    expect(single.stdout).toContain("$.OperationId");
    expect(single.stdout).not.toContain("createHttpNamespace");
    const fleet = await command(["asl", "--fleet", "distributed"]).finished;
    expect(fleet.stdout).toContain('"Mode": "DISTRIBUTED"');
    const policy = await command(["asl", "DeregisterInstance", "--iam"]).finished;
    expect(policy.stdout).toContain("servicediscovery:DeregisterInstance");
  });

  test.each([
    [["asl", "CreateService"], "CreateService"],
    [["asl", "CreateHttpNamespace", "{"], "an object in JSON"],
    [["asl", "--timeout", "none"], "--timeout must not be none"],
    [["asl", "CreateHttpNamespace", "{}", "more"], "takes an action"],
  ])("refuses %j as a usage error", async (args, message) => {
    const { code, stdout, stderr } = await command(args).finished;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});
