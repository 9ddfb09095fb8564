import { CreateHttpNamespaceCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, test } from "vitest";
import { addToken } from "../../../src/waiter/request/idempotency-token.js";

type Middleware = (
  next: (request: { readonly input: object }) => Promise<unknown>,
  context: { readonly commandName: string },
) => (request: { readonly input: object }) => Promise<unknown>;

/** What a command of a name sends, by the input that it was made with, and the name that is told. */
async function sent(commandName: string, input: object): Promise<[name: string, sent: unknown]> {
  let middleware: Middleware | undefined;
  let name = "";
  const stack = { add: (added: Middleware) => (middleware = added) };
  addToken(stack, "made", (told) => (name = told));
  const send = middleware?.(async (request) => await Promise.resolve(request.input), { commandName });
  const given = await send?.({ input });
  return [name, given];
}

describe(addToken, () => {
  test.each([
    ["CreateHttpNamespaceCommand", "CreateHttpNamespace", { CreatorRequestId: "made" }],
    ["CreatePrivateDnsNamespaceCommand", "CreatePrivateDnsNamespace", { CreatorRequestId: "made" }],
    ["RegisterInstanceCommand", "RegisterInstance", { CreatorRequestId: "made" }],
    ["UpdatePublicDnsNamespaceCommand", "UpdatePublicDnsNamespace", { UpdaterRequestId: "made" }],
    ["DeleteNamespaceCommand", "DeleteNamespace", {}],
    ["DeregisterInstanceCommand", "DeregisterInstance", {}],
    ["UpdateServiceCommand", "UpdateService", {}],
    // None of these exists, so none of them may be given what it might not take.
    ["RegisterInstancesCommand", "RegisterInstances", {}],
    ["UnregisterInstanceCommand", "UnregisterInstance", {}],
    ["BatchRegisterInstanceCommand", "BatchRegisterInstance", {}],
    ["RecreateCreateHttpNamespaceCommand", "RecreateCreateHttpNamespace", {}],
    ["CreateHttpNamespaceAliasCommand", "CreateHttpNamespaceAlias", {}],
    ["AutoUpdateHttpNamespaceCommand", "AutoUpdateHttpNamespace", {}],
    ["UpdateHttpNamespaceTagsCommand", "UpdateHttpNamespaceTags", {}],
    ["RunCommandAgainCommand", "RunCommandAgain", {}],
  ])("gives %s, told as %s, %j", async (commandName, name, token) => {
    expect(await sent(commandName, { Name: "x" })).toEqual([name, { Name: "x", ...token }]);
  });

  test("leaves a token of the caller's own, and the caller's input; an empty one is none", async () => {
    const input = { CreatorRequestId: "mine" };
    expect(await sent("CreateHttpNamespaceCommand", input)).toEqual(["CreateHttpNamespace", input]);
    const empty = Object.freeze({ CreatorRequestId: "" });
    expect((await sent("CreateHttpNamespaceCommand", empty))[1]).toEqual({ CreatorRequestId: "made" });
  });

  test("can be done again to the same command: the latest counts", async () => {
    const { middlewareStack } = new CreateHttpNamespaceCommand({ Name: "x" });
    const names: string[] = [];
    addToken(middlewareStack, "first", () => names.push("first"));
    addToken(middlewareStack, "second", () => names.push("second"));
    let sent: unknown;
    const handler = async ({
      input,
    }: {
      readonly input: object;
    }): Promise<{ output: { $metadata: object }; response: object }> => {
      sent = input;
      return await Promise.resolve({ output: { $metadata: {} }, response: {} });
    };
    const send = middlewareStack.resolve(handler, { commandName: "CreateHttpNamespaceCommand" });
    await send({ input: { Name: "x" } });
    expect(sent).toEqual({ Name: "x", CreatorRequestId: "second" });
    expect(names).toEqual(["second"]);
  });
});
