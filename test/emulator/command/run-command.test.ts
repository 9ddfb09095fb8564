import { expect, test } from "vitest";
import { environmentFor } from "../../../src/emulator/command/run-command.js";

const url = "http://127.0.0.1:4556";

test("a command finds the emulator in the place of AWS, with credentials of nobody", () => {
  expect(environmentFor(url, "us-east-1", { PATH: "/bin" })).toEqual({
    PATH: "/bin",
    CLOUDMAP_EMULATOR_URL: url,
    AWS_ENDPOINT_URL_SERVICEDISCOVERY: url,
    AWS_ENDPOINT_URL_ROUTE_53: url,
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
    AWS_ACCESS_KEY_ID: "emulator",
    AWS_SECRET_ACCESS_KEY: "emulator",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
    AWS_USE_FIPS_ENDPOINT: "false",
    AWS_USE_DUALSTACK_ENDPOINT: "false",
    NO_PROXY: "127.0.0.1,localhost,::1",
    no_proxy: "127.0.0.1,localhost,::1",
  });
});

test("nothing of the user's own identity is left, and the region is", () => {
  const own = {
    AWS_PROFILE: "production",
    AWS_ACCESS_KEY_ID: "AKIAREAL",
    AWS_SECRET_ACCESS_KEY: "real",
    AWS_SESSION_TOKEN: "real",
    AWS_ROLE_ARN: "real",
    AWS_CREDENTIAL_EXPIRATION: "2026-01-01T00:00:00Z",
    AWS_ACCOUNT_ID: "999999999999",
    AWS_DEFAULT_REGION: "eu-west-1",
    NO_PROXY: "example.com",
  };
  const environment = environmentFor(url, "us-east-1", own);
  expect(JSON.stringify(environment)).not.toMatch(/real|production|AKIA/i);
  expect(environment).not.toHaveProperty("AWS_PROFILE");
  expect(environment).not.toHaveProperty("AWS_CREDENTIAL_EXPIRATION");
  expect(environment).not.toHaveProperty("AWS_ACCOUNT_ID");
  expect(environment).toMatchObject({
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-1",
    NO_PROXY: "example.com,127.0.0.1,localhost,::1",
  });
});

test.each(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])(
  "%s is off, also where the user's default profile turns it on",
  (name) => {
    expect(environmentFor(url, "us-east-1", { [name]: "true" })).toHaveProperty(name, "false");
    expect(environmentFor(url, "us-east-1", {})).toHaveProperty(name, "false");
  },
);

test.each([
  ["NO_PROXY", "no_proxy"],
  ["no_proxy", "NO_PROXY"],
])("what %s keeps from a proxy, %s keeps from it as well", (given, other) => {
  const expected = "example.com,127.0.0.1,localhost,::1";
  expect(environmentFor(url, "us-east-1", { [given]: "example.com" })).toMatchObject({
    [given]: expected,
    [other]: expected,
  });
});
