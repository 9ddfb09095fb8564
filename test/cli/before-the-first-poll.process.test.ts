import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { silentCredentials, withOpenStdin } from "./hanging.js";
import { builtCommand, linesOf, service, until } from "./support.js";

const command = builtCommand();
const id = "gv4g5meo7ndmeh4fqskygvk23d2fijwa-k9302yzd";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function configOf(text: string): string {
  const file = join(folder(), "config");
  writeFileSync(file, text);
  return file;
}

describe("stdin that never closes", () => {
  test("ends at the deadline, and tells the ids that came", async () => {
    const { code, stdout, stderr } = await withOpenStdin(`{"OperationId":"${id}"}\n`, [
      "-",
      "--timeout",
      "2s",
    ]).finished;
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toContain("Timed out after");
    expect(stderr).toContain("stdin was still open");
    expect(stderr).toContain(`Resume with: cloudmap-wait --region us-east-1 ${id}\n`);
  });

  test("ends at the deadline without any id, and with a summary", async () => {
    const { code, stdout } = await withOpenStdin("", ["-", "--timeout", "2s", "--output", "jsonl"]).finished;
    expect(code).toBe(4);
    expect(linesOf(stdout)).toMatchObject([
      { type: "start", operations: [] },
      { type: "summary", exitCode: 4 },
    ]);
  });

  test("has a heartbeat, and ends at a signal with a summary and the resume line", async () => {
    const running = withOpenStdin(`${id}\n`, ["-", "--heartbeat", "0.3", "--output", "jsonl"]);
    await until(running, /still reading stdin after/);
    running.process.kill("SIGTERM");
    const { signal, stdout, stderr } = await running.finished;
    expect(signal).toBe("SIGTERM");
    expect(stderr).toContain(`Resume with: cloudmap-wait --region us-east-1 ${id}\n`);
    expect(linesOf(stdout).at(-1)).toMatchObject({ type: "summary", exitCode: 143, signal: "SIGTERM" });
  });
});

describe("a source of credentials that never answers", () => {
  test("is waited for until the deadline", async () => {
    const { code, stderr } = await command([id, "--timeout", "2s"], { env: await silentCredentials() })
      .finished;
    expect(code).toBe(4);
    expect(stderr).toContain("no credentials had been found yet");
    expect(stderr).toContain(`Resume with: cloudmap-wait --region us-east-1 ${id}\n`);
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "has a heartbeat, and ends at %s with a summary and the resume line",
    async (signal) => {
      const env = await silentCredentials();
      const running = command(["shop=a", "--heartbeat", "0.3", "--output", "jsonl"], { env });
      await until(running, /still looking for credentials after/);
      running.process.kill(signal);
      const { signal: diedBy, stdout, stderr } = await running.finished;
      expect(diedBy).toBe(signal);
      expect(stderr).toContain("Resume with: cloudmap-wait --region us-east-1 shop=a\n");
      expect(linesOf(stdout)).toMatchObject([
        { type: "start", operations: [{ operationId: "a", name: "shop" }] },
        { type: "settled", operationId: "a", outcome: { outcome: "aborted" } },
        { type: "summary", signal },
      ]);
    },
  );
});

describe("what is missing or wrong", () => {
  test("a region that the SDK refuses is told as that", async () => {
    const { code, stderr } = await command([id], { env: { AWS_REGION: "us east 1" } }).finished;
    expect(code).toBe(6);
    expect(stderr).toContain("The region can't be used");
    expect(stderr).not.toContain("No region");
    expect(stderr).toContain("Resume with");
  });

  test.each([
    ["--profile", ["--profile", "prdo"], {}],
    ["AWS_PROFILE", [], { AWS_PROFILE: "prdo", AWS_ACCESS_KEY_ID: "" }],
  ])("a profile that does not exist is told as that: %s", async (source, flags, env) => {
    const file = configOf("[default]\nregion = us-east-1\n[profile prod]\nregion = us-east-1\n");
    const args = [id, ...flags];
    const { code, stderr } = await command(args, { env: { AWS_CONFIG_FILE: file, ...env } }).finished;
    expect(code).toBe(6);
    expect(stderr).toContain(`There is no profile "prdo" (${source}) in ${file} or `);
    expect(stderr).toContain("Did you mean prod?");
    expect(stderr).toMatch(/Resume with: cloudmap-wait .*--profile PROFILE/);
  });

  test.each(["127.0.0.1:45561", "localhost:45561", "nonsense"])(
    "an endpoint of the environment that is no URL is told before anything is polled: %s",
    async (value) => {
      const env = { AWS_ENDPOINT_URL_SERVICEDISCOVERY: value };
      const { code, stderr } = await command(["-"], { env, stdin: `{"OperationId":"${id}"}` }).finished;
      expect(code).toBe(2);
      expect(stderr).toBe(
        `cloudmap-wait: AWS_ENDPOINT_URL_SERVICEDISCOVERY must be an http or https URL, such as http://127.0.0.1:4556; got "${value}".\n` +
          `cloudmap-wait: Resume with: cloudmap-wait --region us-east-1 --endpoint-url URL ${id}\n`,
      );
    },
  );

  test("a mistake in the call does not cost the id that is in the pipe", async () => {
    const { code, stderr } = await command(["-", "--tiemout", "5"], { stdin: `{"OperationId":"${id}"}` })
      .finished;
    expect(code).toBe(2);
    expect(stderr).toContain(`Resume with: cloudmap-wait --region us-east-1 ${id}\n`);
  });

  test("neither does an output that can't be opened", async () => {
    const args = ["-", "--events-file", "/nonexistent/x"];
    const { code, stderr } = await command(args, { stdin: id }).finished;
    expect(code).toBe(2);
    expect(stderr).toContain(`Resume with: cloudmap-wait --region us-east-1 ${id}\n`);
  });
});

describe("an id with invisible letters", () => {
  test("is shown with escapes, in every output", async () => {
    const { url } = await service();
    const hidden = "op\u115F\u3164\uFE0F\u{E0041}";
    const args = [hidden, "--timeout", "0", "--endpoint-url", url, "--events-file", join(folder(), "events")];
    const { stdout, stderr } = await command([...args, "--output", "json"]).finished;
    const events = readFileSync(args.at(-1) ?? "", "utf8");
    for (const text of [stdout, stderr, events])
      expect(text).not.toMatch(/\p{Default_Ignorable_Code_Point}/u);
    expect(stderr).toContain("op\\u{115f}\\u{3164}\\u{fe0f}\\u{e0041}");
  });
});
