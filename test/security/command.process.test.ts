// No secret of the environment comes out of the command, in any mode and at any end.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builtCommand, service } from "../cli/support.js";

const command = builtCommand();
const secrets = {
  AWS_ACCESS_KEY_ID: "AKIASECRETSECRETSECR",
  AWS_SECRET_ACCESS_KEY: "the-secret-key-that-must-never-show",
  AWS_SESSION_TOKEN: "the-session-token-that-must-never-show",
};

test(
  "neither stdout nor stderr nor a file has a credential in it, however it ends",
  { timeout: 60_000 },
  async () => {
    const { url } = await service({
      operations: [
        { Id: "op-ok", Type: "CREATE_NAMESPACE", Status: "SUCCESS" },
        { Id: "op-slow", Type: "CREATE_NAMESPACE", Status: "PENDING" },
      ],
    });
    const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
    const unreachable =
      "http://user:the-password-that-must-never-show@127.0.0.1:1/?token=the-query-that-must-never-show";
    const runs = [
      ["op-ok", "op-slow", "--verbose", "--endpoint-url", url],
      ["op-ok", "op-slow", "--output", "json", "--endpoint-url", url],
      [
        "op-ok",
        "op-slow",
        "--output",
        "jsonl",
        "--events-file",
        join(folder, "events"),
        "--endpoint-url",
        url,
      ],
      ["op-none", "--annotations", "--endpoint-url", url],
      ["op-1", "--verbose", "--endpoint-url", unreachable],
      ["op-1", "--no-such-flag"],
    ].map((args) => command([...args, "--timeout", "1"], { env: secrets }).finished);
    for (const { stdout, stderr } of await Promise.all(runs)) {
      expect(stdout + stderr).not.toBe("");
      expect(stdout + stderr).not.toMatch(/must-never-show|AKIASECRET/);
    }
    expect(readFileSync(join(folder, "events"), "utf8")).not.toMatch(/must-never-show|AKIASECRET/);
  },
);
