// Writes the policies of docs/iam.md from what the code calls, and holds them.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as sdk from "@aws-sdk/client-servicediscovery";
import { expect, test } from "vitest";
import { policyStatements } from "../../src/engines/step-functions/index.js";
import { startActions } from "../../src/engines/step-functions/actions.js";
import { createEmulator } from "../../src/emulator/index.js";
import { startOperation, waitForOperation } from "../../src/index.js";
import { pageNow } from "./generated.js";

/** What `cloudmap-wait run` asks beside its command, by what it asks for. */
const lookups = {
  "a namespace that exists already": ["servicediscovery:ListNamespaces"],
  "a private namespace that exists already (its VPC)": [
    "servicediscovery:ListNamespaces",
    "route53:GetHostedZone",
  ],
  "a duplicate request": ["servicediscovery:GetNamespace", "servicediscovery:ListOperations"],
};

function policy(Action: readonly string[]): string {
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] };
  return `\`\`\`json\n${JSON.stringify(document, undefined, 2)}\n\`\`\``;
}

function page(): string {
  return `# IAM policies

<!-- Written by UPDATE_DOCS=1 npx vitest run test/docs/iam. Do not edit it. -->

Ready to paste. Each policy allows one thing; combine the actions that you need. \`Resource\` is \`"*"\` because GetOperation can't be
restricted to a resource. Cloud Map's actions on a namespace or a service can be restricted to its ARN, in a separate statement.

Cloud Map uses the permissions in Route 53 and EC2 on the caller's behalf. If one is missing, the operation
ends as FAIL with the ErrorCode \`ACCESS_DENIED\`, or the call is refused. Sources: AWS's
[permissions reference](https://docs.aws.amazon.com/cloud-map/latest/dg/cloud-map-api-permissions-ref.html) and its managed policy
[AWSCloudMapFullAccess](https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCloudMapFullAccess.html). No policy
here was tried on AWS.

## To wait

${policy(["servicediscovery:GetOperation"])}

That is all that a wait needs, whatever the operation does: with \`waitForOperation\`, \`cloudmap-wait ID\` or \`cloudmap-wait status\`.

## To start, and wait

${startActions.map((start) => `### ${start}\n\n${policy(policyStatements({ start })[0]?.Action ?? [])}`).join("\n\n")}

## More, if you want it

\`startOperation\` reads the namespace that an adopted operation has made, to verify that it is what you asked for. Without the
permission, the outcome says \`kind-not-verified\`:

${policy(["servicediscovery:GetNamespace"])}

\`cloudmap-wait run\` looks things up with the AWS CLI when Cloud Map refuses a command:

${Object.entries(lookups)
  .map(([what, actions]) => `For ${what}:\n\n${policy(actions)}`)
  .join("\n\n")}

A state machine needs what \`cloudmap-wait asl --iam\` prints: [Step Functions](engines.md#step-functions).

## In GitHub Actions

The job needs \`permissions: id-token: write\`, and a role that trusts GitHub's provider; the role gets the policies above.
[The recipe](recipes.md#github-actions) has the workflow.
`;
}

test("docs/iam.md is what the code needs", () => {
  const generated = page();
  expect(pageNow("iam.md", generated)).toBe(generated);
});

const read = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), "utf8");

test("docs/iam.md names actions that the code calls, and no other of Cloud Map's", () => {
  const named = new Set(
    [...read("docs/iam.md").matchAll(/"servicediscovery:(\w+)"/g)].map(([, name]) => name),
  );
  const ofTheCli = [...read("src/cli/start/aws-calls.ts").matchAll(/"servicediscovery", "([a-z-]+)"/g)].map(
    ([, word = ""]) => word.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
  );
  const ofTheLibrary = [...read("src/waiter/request/sdk-client.ts").matchAll(/"(\w+)Command"/g)].map(
    ([, name = ""]) => name,
  );
  expect(named).toEqual(new Set([...startActions, ...ofTheCli, ...ofTheLibrary]));
});

test("every action that starts an operation has a policy", () => {
  const starting = Object.keys(sdk).filter((name) =>
    /^((Create|Update|Delete)\w*Namespace|UpdateService|(Der|R)egisterInstance)Command$/.test(name),
  );
  expect(new Set(starting.map((name) => name.replace(/Command$/, "")))).toEqual(new Set(startActions));
});

test("a wait calls GetOperation alone, and a start its own action", async () => {
  const emulator = createEmulator({ settles: "at-once" });
  const client = new sdk.ServiceDiscoveryClient(emulator.clientConfig());
  const operation = await startOperation({ client }, new sdk.CreateHttpNamespaceCommand({ Name: "x" }));
  await waitForOperation({ client }, operation.operationId);
  expect(emulator.requests().map(({ action }) => action)).toEqual(["CreateHttpNamespace", "GetOperation"]);
});
