import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkConfiguredEndpoint } from "../../../src/cli/input/endpoint.js";

const rule = "must be an http or https URL, such as http://127.0.0.1:4556; got";

function configOf(text: string): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const AWS_CONFIG_FILE = join(folder, "config");
  writeFileSync(AWS_CONFIG_FILE, text);
  return { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials") };
}

const none = { AWS_CONFIG_FILE: "/nonexistent", AWS_SHARED_CREDENTIALS_FILE: "/nonexistent" };

describe(checkConfiguredEndpoint, () => {
  test.each([
    ["AWS_ENDPOINT_URL_SERVICEDISCOVERY", "127.0.0.1:45561", "127.0.0.1:45561"],
    ["AWS_ENDPOINT_URL", "nonsense", "nonsense"],
    ["AWS_ENDPOINT_URL", "localhost:45561", "localhost:45561"],
    ["AWS_ENDPOINT_URL", "ftp://user:secret@a\u001B[2Jb/?secret", "ftp://a\\u{1b}[2Jb/"],
  ])("refuses what %s has, %j", (name, value, shown) => {
    expect(() => checkConfiguredEndpoint(undefined, { ...none, [name]: value })).toThrow(
      expect.objectContaining({ exitCode: 2, message: `${name} ${rule} "${shown}".` }),
    );
  });

  test("takes URLs, and no endpoint at all", () => {
    for (const AWS_ENDPOINT_URL of ["http://127.0.0.1:1", "https://x/path", ""])
      expect(() => checkConfiguredEndpoint(undefined, { ...none, AWS_ENDPOINT_URL })).not.toThrow();
  });

  test("ignores what the AWS CLI is told to ignore", () => {
    const env = { ...configOf("[default]\nendpoint_url = x\n"), AWS_ENDPOINT_URL: "x" };
    const ignoring = { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" };
    expect(() => checkConfiguredEndpoint(undefined, ignoring)).not.toThrow();
    const config = configOf("[default]\nendpoint_url = x\nignore_configured_endpoint_urls = true\n");
    expect(() => checkConfiguredEndpoint(undefined, config)).not.toThrow();
  });

  const config = `[default]
endpoint_url = one:1 # and why
[profile dev]
services = local
endpoint_url = http://127.0.0.1:2
[profile good]
endpoint_url=http://127.0.0.1:2
[services local]
s3 =
  endpoint_url = three:3
servicediscovery =
  endpoint_url = four:4
`;

  test("refuses what the profile of the flag or the environment has, for Cloud Map or in general", () => {
    const env = configOf(config);
    const where = (profile: string): string =>
      `endpoint_url of the profile ${profile} (${env["AWS_CONFIG_FILE"]})`;
    expect(() => checkConfiguredEndpoint(undefined, env)).toThrow(`${where("default")} ${rule} "one:1".`);
    expect(() => checkConfiguredEndpoint("dev", env)).toThrow(`${where("dev")} ${rule} "four:4".`);
    const named = { ...env, AWS_PROFILE: "dev" };
    expect(() => checkConfiguredEndpoint(undefined, named)).toThrow(`${where("dev")} ${rule} "four:4".`);
    expect(() => checkConfiguredEndpoint("good", named)).not.toThrow();
  });

  test("asks the profile only where the environment names none", () => {
    const env = { ...configOf(config), AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
    expect(() => checkConfiguredEndpoint(undefined, env)).not.toThrow();
  });
});
