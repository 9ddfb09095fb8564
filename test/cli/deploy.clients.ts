import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { builtPackage, run } from "../support/built.js";
import { environment, service } from "./support.js";

const script = fileURLToPath(new URL("../../examples/deploy/deploy.sh", import.meta.url));
const main = join(builtPackage(), "cli/main.js");
const hasAws = spawnSync("aws", ["--version"]).status === 0;
if (!hasAws) console.warn("The deploy script's tests are skipped: there is no AWS CLI (Debian: awscli).");

describe.skipIf(!hasAws)("examples/deploy/deploy.sh", () => {
  const env = {
    ...environment,
    CLOUDMAP_WAIT: `${process.execPath} ${main} -q`,
    AWS_DEFAULT_REGION: "us-east-1",
  };

  test("sets everything up and takes it down, with the AWS CLI on the emulator", async () => {
    const { url, emulator } = await service({
      durations: { "*": 0.3, CreatePrivateDnsNamespace: 0.8, DELETE_NAMESPACE: 0.3 },
    });
    const { code, stdout, stderr } = await run("bash", [script], { ...env, AWS_ENDPOINT_URL: url }).finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^namespace ns-[a-z0-9]+\nservice srv-[a-z0-9]+\ninstance web-1\ninstance web-2\ninstance web-3\ntaken down\n$/,
    );
    expect(emulator.operations().map(({ status }) => status)).toEqual(
      Array.from({ length: 8 }, () => "SUCCESS"),
    );
  });

  test("stops at a namespace that fails, with its exit status and reason", async () => {
    const failures = [
      { on: "CREATE_NAMESPACE", code: "CANNOT_CREATE_HOSTED_ZONE", message: "There is one already" },
    ];
    const { url, emulator } = await service({ durations: { CreatePrivateDnsNamespace: 0.3 }, failures });
    const { code, stdout, stderr } = await run("bash", [script], { ...env, AWS_ENDPOINT_URL: url }).finished;
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("CANNOT_CREATE_HOSTED_ZONE: There is one already");
    expect(emulator.operations()).toHaveLength(1);
  });
});
