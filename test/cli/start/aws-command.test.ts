import { describe, expect, test } from "vitest";
import { awsCommandIn } from "../../../src/cli/start/aws-command.js";

function wordsOf(line: string): string[] {
  return line.split(" ");
}

describe(awsCommandIn, () => {
  test.each([
    ["create-http-namespace", "CreateHttpNamespace"],
    ["create-private-dns-namespace", "CreatePrivateDnsNamespace"],
    ["create-public-dns-namespace", "CreatePublicDnsNamespace"],
    ["delete-namespace", "DeleteNamespace"],
    ["update-http-namespace", "UpdateHttpNamespace"],
    ["update-private-dns-namespace", "UpdatePrivateDnsNamespace"],
    ["update-public-dns-namespace", "UpdatePublicDnsNamespace"],
    ["update-service", "UpdateService"],
    ["register-instance", "RegisterInstance"],
    ["deregister-instance", "DeregisterInstance"],
  ])("%s starts an operation of %s", (name, action) => {
    const words = ["aws", "servicediscovery", name];
    expect(awsCommandIn(words)).toEqual({ words, action, input: {}, place: {}, program: ["aws"] });
  });

  test.each([
    "aws servicediscovery list-namespaces",
    "aws servicediscovery",
    "aws s3 delete-namespace",
    "servicediscovery delete-namespace",
    "delete-namespace aws servicediscovery",
    "aws servicediscovery delete-namespace help",
    "aws servicediscovery delete-namespace --generate-cli-skeleton",
    "aws servicediscovery delete-namespace --generate-cli-skeleton=input",
  ])("%s starts none", (line) => {
    expect(awsCommandIn(wordsOf(line))).toBeUndefined();
  });

  test("reads what the command is about, and where it is asked", () => {
    const line =
      "aws-vault exec prod -- aws --profile p --no-sign-request servicediscovery create-private-dns-namespace " +
      "--name=x --vpc vpc-1 --id i --service-id srv-1 --instance-id=i-1 --description d " +
      "--region eu-west-1 --endpoint-url http://127.0.0.1:1 --no-verify-ssl --cli-read-timeout 5 --cli-connect-timeout 6 --ca-bundle b";
    expect(awsCommandIn(wordsOf(line))).toEqual({
      words: wordsOf(line),
      action: "CreatePrivateDnsNamespace",
      input: { Name: "x", Vpc: "vpc-1", Id: "i", ServiceId: "srv-1", InstanceId: "i-1" },
      place: { region: "eu-west-1", profile: "p", endpointUrl: "http://127.0.0.1:1" },
      program: [
        ...wordsOf("aws-vault exec prod -- aws --profile p --no-sign-request"),
        ...wordsOf("--region eu-west-1 --endpoint-url http://127.0.0.1:1 --ca-bundle b"),
        ...wordsOf("--cli-connect-timeout 6 --cli-read-timeout 5 --no-verify-ssl"),
      ],
    });
  });

  test("reads a document among the arguments, where a flag wins, and no file", () => {
    const given = '{"Name":"a","Vpc":"vpc-1","Tags":[]}';
    const words = [
      "aws",
      "servicediscovery",
      "create-http-namespace",
      "--cli-input-json",
      given,
      "--name",
      "b",
    ];
    expect(awsCommandIn(words)?.input).toEqual({ Name: "b", Vpc: "vpc-1" });
    for (const other of ["file://x.json", "null", "[]"])
      expect(
        awsCommandIn(["aws", "servicediscovery", "delete-namespace", "--cli-input-json", other])?.input,
      ).toEqual({});
  });

  test("takes no short flag, and no flag without a value, for one that it knows", () => {
    const line = "aws servicediscovery delete-namespace -name x y--id z --Id q --id";
    expect(awsCommandIn(wordsOf(line))?.input).toEqual({});
  });

  test("keeps a value of several lines whole", () => {
    const words = ["aws", "servicediscovery", "delete-namespace", "--id=a\nb"];
    expect(awsCommandIn(words)?.input).toEqual({ Id: "a\nb" });
  });

  test.each([
    ["--profile p", ["--profile", "p"]],
    ["--no-sign-request", ["--no-sign-request"]],
    ["--no-paginate --output text", []],
  ])("keeps %s for other calls as far as it holds for them", (flags, kept) => {
    const line = `aws servicediscovery delete-namespace ${flags}`;
    expect(awsCommandIn(wordsOf(line))?.program).toEqual(["aws", ...kept]);
  });

  test("takes for the action what comes after the service, and no flag's value before it", () => {
    expect(awsCommandIn(wordsOf("aws delete-namespace servicediscovery list-namespaces"))).toBeUndefined();
    const line = "aws --profile delete-namespace servicediscovery update-service";
    expect(awsCommandIn(wordsOf(line))?.action).toBe("UpdateService");
  });

  test("takes no word for a flag that only begins like one", () => {
    expect(awsCommandIn(wordsOf("aws servicediscovery delete-namespace --id! x --id. y"))?.input).toEqual({});
  });

  test("reads nothing where the document is none", () => {
    for (const text of ["{", ""])
      expect(
        awsCommandIn(["aws", "servicediscovery", "delete-namespace", "--cli-input-json", text])?.input,
      ).toEqual({});
  });
});
