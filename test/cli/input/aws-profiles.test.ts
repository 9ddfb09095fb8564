import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkProfile } from "../../../src/cli/input/aws-profiles.js";

function files(config: string, credentials = ""): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE] = [
    join(folder, "config"),
    join(folder, "credentials"),
  ];
  writeFileSync(AWS_CONFIG_FILE, config);
  writeFileSync(AWS_SHARED_CREDENTIALS_FILE, credentials);
  return { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE };
}

const config = `[default]
[profile prod]
  [ profile "with space" ]
[profile \t tabbed]
[sso-session x]
# [profile none]
`;

describe(checkProfile, () => {
  test.each(["prod", "with space", "tabbed", "cred", "default"])("finds %s", (profile) => {
    expect(() => checkProfile(profile, files(config, "[cred]\n"))).not.toThrow();
  });

  test("asks for none, or for one that credentials in the environment outdo", () => {
    expect(() => checkProfile(undefined, files(config))).not.toThrow();
    const env = { ...files(config), AWS_PROFILE: "none", AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "y" };
    expect(() => checkProfile(undefined, env)).not.toThrow();
    expect(() => checkProfile("none", env)).toThrow('There is no profile "none" (--profile) in ');
  });

  test("takes the default profile for one that need not be there", () => {
    expect(() => checkProfile("default", files(""))).not.toThrow();
  });

  test("looks where the AWS CLI has its files, unless the environment says otherwise", () => {
    const [own, keys] = ["config", "credentials"].map((name) => join(homedir(), ".aws", name));
    expect(() => checkProfile("nobody at all", {})).toThrow(` (--profile) in ${own} or ${keys}.`);
  });

  test("tells no more than ten profiles, and what to put in place of the one that was refused", () => {
    const many = Array.from({ length: 11 }, (_, index) => `[profile many-${index}]\n`).join("");
    expect(() => checkProfile("elsewhere", files(many))).toThrow(/ many-8, many-9\.$/);
    expect(() => checkProfile("elsewhere", files(many))).toThrow(
      expect.objectContaining({ exitCode: 6, instead: { profile: "PROFILE" } }),
    );
  });

  test("says where it looked, and what is there", () => {
    const env = files(config, "[cred]\n");
    const places = `${env["AWS_CONFIG_FILE"]} or ${env["AWS_SHARED_CREDENTIALS_FILE"]}`;
    expect(() => checkProfile("elsewhere", env)).toThrow(
      `There is no profile "elsewhere" (--profile) in ${places}. They have default, prod, with space, tabbed, sso-session x, cred.`,
    );
    expect(() => checkProfile(undefined, { ...env, AWS_PROFILE: "prdo" })).toThrow(
      `There is no profile "prdo" (AWS_PROFILE) in ${places}. Did you mean prod?`,
    );
    expect(() => checkProfile("x", files(""))).toThrow(/\. There is no profile in them\.$/);
    expect(() =>
      checkProfile("x", { AWS_CONFIG_FILE: "/dev/null/x", AWS_SHARED_CREDENTIALS_FILE: "/dev/null/y" }),
    ).toThrow("in /dev/null/x or /dev/null/y. There is no profile in them.");
  });
});
