import { describe, expect, test } from "vitest";
import { AwsCallError, type AwsCalls, type Namespace } from "../../../src/cli/start/aws-calls.js";
import { awsCommandIn } from "../../../src/cli/start/aws-command.js";
import { type Existing, existingNamespace } from "../../../src/cli/start/existing-namespace.js";

function namespace(Id: string, Type: string, hostedZoneId?: string): Namespace {
  return { Id, Name: "x", Type, hostedZoneId };
}

/** What is there when a command for the namespace x is refused. */
async function existing(
  words: string,
  namespaces: readonly Namespace[] | Error,
  vpcs: Readonly<Record<string, readonly string[]>> | Error = {},
): Promise<Existing> {
  const command = awsCommandIn(["aws", "servicediscovery", ...words.split(" ")]);
  if (command === undefined) throw new Error("it starts nothing");
  const calls: Pick<AwsCalls, "namespacesNamed" | "vpcsOf"> = {
    namespacesNamed: async (name) => {
      if (namespaces instanceof Error) throw namespaces;
      return namespaces.filter(({ Name }) => Name === name);
    },
    vpcsOf: async (zone) => {
      if (vpcs instanceof Error) throw vpcs;
      if (zone === undefined) throw new Error("a zone is expected");
      return [...(vpcs[zone] ?? [])];
    },
  };
  // The others are not called.
  return await existingNamespace(command, calls as AwsCalls);
}

const http = "create-http-namespace --name x";
const inVpc = "create-private-dns-namespace --name x --vpc vpc-1";

describe(existingNamespace, () => {
  test("is one of the same name and kind", async () => {
    const all = [namespace("ns-1", "DNS_PUBLIC"), namespace("ns-2", "HTTP")];
    expect(await existing(http, all)).toEqual({ id: "ns-2" });
    expect(await existing("create-public-dns-namespace --name x", all)).toEqual({ id: "ns-1" });
  });

  test("is, if it is private, one in the same VPC", async () => {
    const all = [namespace("ns-1", "DNS_PRIVATE", "Z1"), namespace("ns-2", "DNS_PRIVATE", "Z2")];
    expect(await existing(inVpc, all, { Z1: ["vpc-9"], Z2: ["vpc-8", "vpc-1"] })).toEqual({ id: "ns-2" });
  });

  test.each<[string, string, readonly Namespace[] | Error, string]>([
    [
      "of another kind",
      http,
      [namespace("ns-1", "DNS_PUBLIC"), { ...namespace("ns-2", ""), Type: undefined }],
      "The existing namespace is not of the kind HTTP: ns-1 is DNS_PUBLIC; ns-2 is of an unknown kind.",
    ],
    ["that is listed", http, [], 'No namespace named "x" is listed in this account and region.'],
    [
      "in other VPCs",
      inVpc,
      [namespace("ns-1", "DNS_PRIVATE", "Z1"), namespace("ns-2", "DNS_PRIVATE")],
      "The existing namespace is not in the VPC vpc-1: ns-1 is in vpc-9, vpc-8; ns-2 is in an unknown VPC.",
    ],
    [
      "whose VPC is not said",
      "create-private-dns-namespace --name x",
      [namespace("ns-1", "DNS_PRIVATE", "Z1")],
      "in a VPC that the command doesn't name: ns-1 is in vpc-9, vpc-8.",
    ],
    [
      "that may not be looked up",
      http,
      new AwsCallError("An error occurred (AccessDeniedException)"),
      "The existing namespaces could not be listed, which needs the permission servicediscovery:ListNamespaces: An error",
    ],
    [
      "that can't be looked up",
      http,
      new AwsCallError("no route"),
      "The existing namespaces could not be listed: no route",
    ],
    [
      "without a name",
      "create-http-namespace --cli-input-json file://x",
      [],
      "Its name is not among the arguments, so the existing namespace was not looked up.",
    ],
    ["for what creates none", "delete-namespace --name x", [], "Its name is not among the arguments"],
  ])("is none %s", async (_what, words, namespaces, refusal) => {
    expect(await existing(words, namespaces, { Z1: ["vpc-9", "vpc-8"] })).toEqual({
      refusal: expect.stringContaining(refusal),
    });
  });

  test("hides no fault of its own", async () => {
    await expect(existing(http, new TypeError("a mistake"))).rejects.toThrow("a mistake");
  });

  test("is none whose VPC may not be looked up, and whose hosted zone may be needed", async () => {
    const denied = new AwsCallError("An error occurred (AccessDenied)");
    expect(await existing(inVpc, [namespace("ns-1", "DNS_PRIVATE", "Z1")], denied)).toEqual({
      refusal:
        "Namespace ns-1 of that name exists and may be the one you want, so keep its hosted zone. Its VPC could not be " +
        "checked, which needs the permission route53:GetHostedZone: An error occurred (AccessDenied)",
    });
  });
});
