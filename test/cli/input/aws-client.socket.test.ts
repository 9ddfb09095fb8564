import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListNamespacesCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type Connection, connect, makeClient } from "../../../src/cli/input/aws-client.js";
import { type Options, parseCommandLine } from "../../../src/cli/input/command-line.js";

const own = ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ENDPOINT_URL"];
const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };

function optionsOf(...argv: readonly string[]): Options {
  const options = parseCommandLine([...argv, "op"], {});
  if (options === "version") throw new Error("a command is expected");
  return options;
}

/** The environment that a test is in: the SDK reads the process's own. */
function environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const whole: NodeJS.ProcessEnv = {
    ...Object.fromEntries([...own, ...Object.keys(keys)].map((name) => [name, undefined])),
    AWS_CONFIG_FILE: join(folder, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    ...env,
  };
  writeFileSync(
    join(folder, "credentials"),
    "[prod]\naws_access_key_id = of-prod\naws_secret_access_key = b\n",
  );
  writeFileSync(join(folder, "config"), "[profile prod]\nregion = eu-west-3\n[profile empty]\n");
  for (const [name, value] of Object.entries(whole)) vi.stubEnv(name, value);
  return whole;
}

async function connected(env: NodeJS.ProcessEnv, ...argv: readonly string[]): Promise<Connection> {
  const whole = environment(env);
  const options = optionsOf(...argv);
  const client = await makeClient(options, whole);
  onTestFinished(() => client.destroy());
  return await connect(client, options, whole);
}

/** A proxy that hears one request, and the first line of that. */
async function proxy(): Promise<{ url: string; asked: Promise<string> }> {
  const server = createServer();
  onTestFinished(() => void server.close());
  const asked = new Promise<string>((resolve) => {
    server.on("connection", (socket) => {
      onTestFinished(() => void socket.destroy());
      socket.on("error", () => {}).on("data", (data) => resolve(String(data).split("\r\n")[0] ?? ""));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a port is expected");
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

describe("a client", () => {
  test("is of the region that a flag names, or the environment, or the profile", async () => {
    const env = { ...keys, AWS_DEFAULT_REGION: "eu-west-1" };
    expect((await connected(env, "--region", "eu-west-2")).region).toBe("eu-west-2");
    expect((await connected(env)).region).toBe("eu-west-1");
    expect((await connected(keys, "--profile", "prod")).region).toBe("eu-west-3");
    expect((await connected({ ...keys, AWS_PROFILE: "prod" })).region).toBe("eu-west-3");
  });

  test("has the credentials of the profile that a flag names, and not those of the environment", async () => {
    const { client } = await connected({ ...keys, AWS_REGION: "us-east-1" }, "--profile", "prod");
    expect(await client.config.credentials()).toMatchObject({ accessKeyId: "of-prod" });
  });

  test("has the credentials of the environment rather than of a profile that the environment names", async () => {
    const env = { ...keys, AWS_REGION: "us-east-1" };
    for (const AWS_PROFILE of ["empty", "prod"]) {
      const { client } = await connected({ ...env, AWS_PROFILE, AWS_SESSION_TOKEN: "c" });
      expect(await client.config.credentials()).toMatchObject({ accessKeyId: "a", sessionToken: "c" });
    }
    const { client } = await connected({ ...env, AWS_SECRET_ACCESS_KEY: "", AWS_PROFILE: "prod" });
    expect(await client.config.credentials()).toMatchObject({ accessKeyId: "of-prod" });
  });

  test("asks at the endpoint that a flag names", async () => {
    const { client } = await connected(keys, "--region", "us-east-1", "--endpoint-url", "http://127.0.0.1:9");
    expect(await client.config.endpoint?.()).toMatchObject({ hostname: "127.0.0.1", port: 9 });
    expect((await connected(keys, "--region", "us-east-1")).client.config.endpoint).toBeUndefined();
  });

  test.each([
    [
      "Cloud Map's own host in its region",
      ["--region", "eu-west-1"],
      { NO_PROXY: "servicediscovery.us-east-1.amazonaws.com" },
      "servicediscovery.eu-west-1.amazonaws.com",
    ],
    [
      "the host of an endpoint",
      ["--endpoint-url", "https://a.example.com"],
      { NO_PROXY: "amazonaws.com" },
      "a.example.com",
    ],
    [
      "the host of the environment's endpoint",
      [],
      { AWS_ENDPOINT_URL: "https://b.example.com", NO_PROXY: "amazonaws.com" },
      "b.example.com",
    ],
  ])("goes through the proxy that the environment names for %s", async (_what, argv, env, host) => {
    const { url, asked } = await proxy();
    const { client } = await connected(
      { ...keys, AWS_REGION: "us-east-1", HTTPS_PROXY: url, ...env },
      ...argv,
    );
    const stop = new AbortController();
    const sent = client.send(new ListNamespacesCommand({}), { abortSignal: stop.signal });
    expect(await Promise.race([asked, sent])).toBe(`CONNECT ${host}:443 HTTP/1.1`);
    stop.abort();
    await expect(sent).rejects.toMatchObject({ name: "AbortError" });
  });

  test("says nothing on the console", async () => {
    const { client } = await connected({ ...keys, AWS_REGION: "us-east-1" });
    const { logger } = client.config;
    const written = (["debug", "info", "warn", "error"] as const).map((level) => vi.spyOn(console, level));
    logger.debug("x");
    logger.info("x");
    logger.warn("x");
    logger.error("x");
    for (const spy of written) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

describe("a client that can't be used", () => {
  test("for want of a region: says what was checked", async () => {
    await expect(connected(keys)).rejects.toMatchObject({
      exitCode: 6,
      instead: { region: "REGION" },
      message:
        "No region: checked --region, CLOUDMAP_WAIT_REGION, AWS_REGION, AWS_DEFAULT_REGION and the default profile of the AWS config files. Pass --region, or set AWS_REGION.",
    });
  });

  test("for a region that is no part of a URL: shows it", async () => {
    await expect(connected(keys, "--region", "us east 1")).rejects.toMatchObject({
      exitCode: 6,
      instead: { region: "REGION" },
      message: expect.stringMatching(
        /^The region can't be used: .*us east 1.*\. Pass one such as us-east-1 with --region, or set AWS_REGION\.$/,
      ),
    });
  });

  test("for want of credentials: says what was checked, and what an emulator needs", async () => {
    const env = { AWS_REGION: "us-east-1" };
    await expect(connected(env)).rejects.toMatchObject({
      exitCode: 6,
      instead: {},
      message: expect.stringMatching(
        /^No credentials: checked the environment \(AWS_ACCESS_KEY_ID\), the default profile of the AWS config files, SSO, web identity, and the container's or instance's role\. Log in \(aws sso login\), or set them\.\nCredentialsProviderError: ./,
      ),
    });
    await expect(connected(env, "--endpoint-url", "http://127.0.0.1:9")).rejects.toThrow(
      "or set them; for an emulator any value will do (AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x).\n",
    );
  });

  test("names the profile that was checked, of the flag or the environment", async () => {
    const env = { AWS_REGION: "us-east-1" };
    await expect(connected(env, "--profile", "empty")).rejects.toThrow(
      "No credentials: checked the profile empty of the AWS",
    );
    await expect(connected({ ...env, ...keys }, "--profile", "empty")).rejects.toThrow(
      "role. The environment's keys (AWS_ACCESS_KEY_ID) are not used with --profile. Log in",
    );
    await expect(connected({ ...env, AWS_PROFILE: "empty" })).rejects.toThrow(
      ", the profile empty of the AWS",
    );
  });

  test("for a profile that is not there", async () => {
    await expect(connected(keys, "--profile", "prdo")).rejects.toThrow("Did you mean prod?");
  });
});
