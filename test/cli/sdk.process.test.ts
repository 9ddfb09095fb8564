// The other tests of `npm test` that start the command give it the SDK in one piece (test/support/build-code.ts).
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { builtPackage, run, type Running } from "../support/built.js";
import { testedSdk } from "../support/sdk.js";
import { environment, service } from "./support.js";

const modules = join(builtPackage(), "../../..");

/** Runs the command in a folder of its own, with all that it depends on but the SDK, unless that is given. */
function command(args: readonly string[], sdk?: string): Running {
  const root = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  cpSync(builtPackage(), join(root, "dist"), { recursive: true });
  cpSync(join(builtPackage(), "../package.json"), join(root, "package.json"));
  mkdirSync(join(root, "node_modules/@aws-sdk"), { recursive: true });
  for (const name of readdirSync(modules).filter(
    (one) => !one.startsWith("@aws-sdk") && !one.startsWith("."),
  ))
    symlinkSync(join(modules, name), join(root, "node_modules", name));
  if (sdk !== undefined) symlinkSync(sdk, join(root, "node_modules/@aws-sdk/client-servicediscovery"));
  return run(process.execPath, [join(root, "dist/cli/main.js"), ...args], environment);
}

describe("the SDK", () => {
  test("is loaded as npm installs it", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    const args = [await create("x"), "--endpoint-url", url];
    const { code, stdout, stderr } = await command(args, join(modules, testedSdk)).finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ns-/) });
    expect(stderr).not.toContain("Warning");
  });

  test("prints the line that installs it where it is missing", async () => {
    const { code, stderr } = await command(["op-1"]).finished;
    expect(code).toBe(2);
    expect(stderr).toContain("npm install @aws-sdk/client-servicediscovery\n");
    expect(stderr).toContain("Resume with: cloudmap-wait --region us-east-1 op-1\n");
    expect(stderr).not.toContain("fault of this program");
  });
});
