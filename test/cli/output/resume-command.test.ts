import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { parseCommandLine } from "../../../src/cli/input/command-line.js";
import { operationsInText } from "../../../src/cli/input/aws-cli-output.js";
import { resumeCommand } from "../../../src/cli/output/resume-command.js";

function resume(args: readonly string[], ids: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const options = parseCommandLine(args, {});
  if (options === "version") throw new Error("a command is expected");
  return resumeCommand(
    ids.map((operationId) => ({ operationId })),
    options,
    env,
  );
}

describe(resumeCommand, () => {
  test("names the profile and the endpoint that the environment had, unless a flag did", () => {
    const env = { AWS_PROFILE: "prod", AWS_ENDPOINT_URL: "http://127.0.0.1:9/" };
    expect(resume(["op"], ["op"], env)).toBe(
      "cloudmap-wait --profile prod --endpoint-url http://127.0.0.1:9 op",
    );
    const given = ["op", "--profile", "dev", "--endpoint-url", "http://127.0.0.1:8"];
    expect(resume(given, ["op"], env)).toBe(
      "cloudmap-wait --profile dev --endpoint-url http://127.0.0.1:8 op",
    );
    expect(resume(["op"], ["op"], { ...env, AWS_ENDPOINT_URL_SERVICEDISCOVERY: "https://x" })).toContain(
      "--endpoint-url https://x ",
    );
  });

  test("names no profile of the environment that the environment's keys outdo, as the flag would win over them", () => {
    const env = { AWS_PROFILE: "other", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    expect(resume(["op"], ["op"], env)).toBe("cloudmap-wait op");
    expect(resume(["op", "--profile", "dev"], ["op"], env)).toBe("cloudmap-wait --profile dev op");
    expect(resume(["op"], ["op"], { ...env, AWS_SECRET_ACCESS_KEY: "" })).toBe(
      "cloudmap-wait --profile other op",
    );
  });

  test("names the endpoint of a profile that it can't name", () => {
    const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const AWS_CONFIG_FILE = join(folder, "config");
    writeFileSync(AWS_CONFIG_FILE, "[profile other]\nendpoint_url = http://127.0.0.1:9\n");
    const env = { AWS_CONFIG_FILE, AWS_PROFILE: "other" };
    const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    expect(resume(["op"], ["op"], { ...env, ...keys })).toBe(
      "cloudmap-wait --endpoint-url http://127.0.0.1:9 op",
    );
    expect(resume(["op"], ["op"], env)).toBe("cloudmap-wait --profile other op");
  });

  test("takes the environment as the SDK does", () => {
    const empty = { AWS_PROFILE: "", AWS_ENDPOINT_URL_SERVICEDISCOVERY: "", AWS_ENDPOINT_URL: "" };
    expect(resume(["op"], ["op"], empty)).toBe("cloudmap-wait op");
    const general = { ...empty, AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
    expect(resume(["op"], ["op"], general)).toBe("cloudmap-wait --endpoint-url http://127.0.0.1:9 op");
    const ignored = { ...general, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" };
    expect(resume(["op"], ["op"], ignored)).toBe("cloudmap-wait op");
  });

  test("leaves an endpoint of the environment that is none to be filled in", () => {
    expect(resume(["op"], ["op"], { AWS_ENDPOINT_URL: "localhost:45561" })).toBe(
      "cloudmap-wait --endpoint-url URL op",
    );
  });

  test("names the region of the environment, as the AWS CLI finds it", () => {
    const env = { AWS_DEFAULT_REGION: "eu-west-1" };
    expect(resume(["op"], ["op"], env)).toBe("cloudmap-wait --region eu-west-1 op");
    expect(resume(["op"], ["op"], { ...env, AWS_REGION: "eu-north-1" })).toBe(
      "cloudmap-wait --region eu-north-1 op",
    );
    expect(resume(["op", "--region", "us-east-2"], ["op"], env)).toBe("cloudmap-wait --region us-east-2 op");
  });

  test("names the account that owns a shared namespace", () => {
    expect(resume(["op", "--owner-account", "123456789012"], ["op"])).toBe(
      "cloudmap-wait --owner-account 123456789012 op",
    );
  });

  test("puts more than twelve ids into a file that nobody else can read", () => {
    const ids = Array.from({ length: 13 }, (_, index) => `op-${index}`);
    expect(resume(["op"], ids.slice(1))).toBe(`cloudmap-wait ${ids.slice(1).join(" ")}`);
    const [, file = ""] =
      /^cloudmap-wait @(\S+\/cloudmap-wait-[0-9a-f]{8}\.ids)$/.exec(resume(["op"], ids)) ?? [];
    onTestFinished(() => rmSync(file));
    expect(readFileSync(file, "utf8")).toBe(`${ids.join("\n")}\n`);
    expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
  });

  test("is called by npx where npm runs it, as it is on no shell's path then", () => {
    expect(resume(["op"], ["op"], { npm_command: "exec" })).toBe("npx cloudmap-waiter op");
  });

  test.each(["shop", "my shop", "it's $HOME `x`", "-shop", "商店"])(
    "names an operation that is called %s",
    (name) => {
      const operations = Array.from({ length: 13 }, (_, index) => ({ operationId: `op-${index}`, name }));
      const [, file = ""] = / @(\S+)$/.exec(resumeCommand(operations, {}, {})) ?? [];
      onTestFinished(() => rmSync(file));
      expect(operationsInText(readFileSync(file, "utf8"), "a file")).toEqual(operations);
    },
  );

  test.each([
    ["ends early", "a=b"],
    ["stands for a file", "@shop"],
    ["begins like JSON", "{shop"],
    ["begins like a list", "[shop"],
    ["begins like a text of JSON", '"shop"'],
    ["is a comment", "#shop"],
    ["begins like a table", "|shop"],
    ["is yaml", "shop: eu"],
    ["has a line break", "a\nb"],
    ["has a tab", "a\tb"],
    ["leaves no room for the id", "x".repeat(600)],
    ["is empty", ""],
  ])("leaves out a name that %s, as it would not be read back", (_, name) => {
    expect(resumeCommand([{ operationId: "op-1", name }], {}, {})).toBe("cloudmap-wait op-1");
  });

  test("quotes what a shell would read otherwise, and takes an id for no flag", () => {
    expect(resume(["op"], ["a b", "it's"])).toBe("cloudmap-wait 'a b' 'it'\\''s'");
    expect(resume(["op"], ["-x", "y"])).toBe("cloudmap-wait -- -x y");
  });

  test("has no workflow command in it", () => {
    expect(resume(["op"], ["##[group]x"])).toBe("cloudmap-wait '#\\u{23}[group]x'");
  });

  test("has all ids where no file can be written", () => {
    const ids = Array.from({ length: 13 }, (_, index) => `op-${index}`);
    const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
    vi.stubEnv("TMPDIR", join(folder, "none"));
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    });
    expect(resume(["op"], ids)).toBe(`cloudmap-wait ${ids.join(" ")}`);
  });
});
