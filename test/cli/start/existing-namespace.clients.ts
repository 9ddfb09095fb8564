import { describe, expect, test } from "vitest";
import { awsEnvironment as env, createHttp, hasAws, scriptedAws } from "../aws-cli.js";
import { builtCommand, linesOf, service } from "../support.js";

const command = builtCommand();
const quick = { "*": 0.3 };
const createPrivate = "servicediscovery create-private-dns-namespace --name x.internal --vpc vpc-1".split(
  " ",
);

/** An AWS CLI that knows the VPCs of hosted zones, which the emulator has not. */
function awsWithRoute53(vpc: string): string {
  const answer = JSON.stringify({ VPCs: [{ VPCRegion: "us-east-1", VPCId: vpc }] });
  return scriptedAws(`for word; do [ "$word" = route53 ] && { echo '${answer}'; exit 0; }; done`);
}

describe.skipIf(!hasAws)("run, when the namespace exists", () => {
  test("gives the id of a namespace that exists already, of the same kind", async () => {
    const { url } = await service({ durations: quick });
    const args = ["run", "-q", "--endpoint-url", url, "--", ...createHttp("x")];
    const first = await command(args, { env }).finished;
    // Without --quiet as well, the AWS CLI's error is not shown: it is none.
    const second = await command(["run", ...args.slice(2)], { env }).finished;
    expect(second).toEqual({
      code: 0,
      signal: null,
      stdout: first.stdout,
      stderr: `cloudmap-wait: ${first.stdout.trim()} already exists, and is what the command asks for. Nothing was created.\n`,
    });
    const { stdout } = await command(["run", "--output", "json", ...args.slice(2)], { env }).finished;
    expect(linesOf(stdout)).toMatchObject([
      { outcomes: [], summary: { exitCode: 0, existing: { NAMESPACE: first.stdout.trim() } } },
    ]);
  });

  test("refuses a namespace that exists as another kind, with the AWS CLI's status", async () => {
    const { url } = await service({ durations: { "*": 0.1 } });
    const args = ["run", "--endpoint-url", url, "--"];
    await command([...args, ...createHttp("x.z")], { env }).finished;
    const aws = scriptedAws(
      `[ "$2" = create-public-dns-namespace ] && {
  echo 'An error occurred (NamespaceAlreadyExists) when calling the CreatePublicDnsNamespace operation: x.z exists' >&2
  exit 254
}`,
    );
    const dns = [aws, "servicediscovery", "create-public-dns-namespace", "--name", "x.z"];
    const { code, stdout, stderr } = await command([...args, ...dns], { env }).finished;
    expect({ code, stdout }).toEqual({ code: 254, stdout: "" });
    expect(stderr).toContain("not of the kind DNS_PUBLIC");
    expect(stderr).toMatch(/ns-[a-z0-9]+ is HTTP/);
  });

  test("gives the id of a private namespace in the same VPC", async () => {
    const { url } = await service({ durations: { "*": 0.1 } });
    const args = ["run", "--endpoint-url", url, "--", "aws", ...createPrivate];
    const place = { ...env, AWS_ENDPOINT_URL_ROUTE_53: url };
    const first = await command(args, { env: place }).finished;
    const second = await command(args, { env: place }).finished;
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ns-[a-z0-9]+\n$/) });
    expect(second).toMatchObject({ code: 0, stdout: first.stdout });
  });

  test("fails with the reason for one in another VPC", async () => {
    const { url } = await service({ durations: { "*": 0.1 } });
    const args = ["run", "--endpoint-url", url, "--", awsWithRoute53("vpc-2"), ...createPrivate];
    expect((await command(args, { env }).finished).code).toBe(0);
    expect(await command(args, { env }).finished).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringContaining("is in vpc-2"),
    });
  });

  test("says to keep the hosted zone of a private namespace whose VPC may not be looked up", async () => {
    const { url } = await service({ durations: { "*": 0.1 } });
    const denied = "An error occurred (AccessDenied) when calling the GetHostedZone operation: no";
    const aws = scriptedAws(
      `for word; do [ "$word" = route53 ] && { echo '${denied}' >&2; exit 254; }; done`,
    );
    const args = ["run", "--endpoint-url", url, "--", aws, ...createPrivate];
    expect((await command(args, { env }).finished).code).toBe(0);
    const { code, stdout, stderr } = await command(args, { env }).finished;
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toMatch(
      /ns-[a-z0-9]+ of that name exists and may be the one you want, so keep its hosted zone/,
    );
    expect(stderr).toContain(`route53:GetHostedZone: ${denied}`);
  });
});
