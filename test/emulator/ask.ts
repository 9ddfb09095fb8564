import type { Emulator } from "../../src/emulator/index.js";

export type Answer = Readonly<Record<string, unknown>>;

/** Asks the emulator without an SDK: what counts are the bytes it answers with, and that it is quick to load. */
export function send(emulator: Emulator, action: string, input: object, region?: string): Answer {
  const target = `Route53AutoNaming_v20170314.${action}`;
  const { body, statusCode } = emulator.handle({
    method: "POST",
    target,
    body: JSON.stringify(input),
    region,
  });
  return { ...(JSON.parse(body) as object), statusCode };
}

/** Sends a request that starts an operation, and returns the operation's id. */
export function start(emulator: Emulator, action: string, input: object, region?: string): string {
  const answer = send(emulator, action, input, region);
  if (typeof answer["OperationId"] !== "string") throw new Error(JSON.stringify(answer));
  return answer["OperationId"];
}

/** The id of a namespace that has just been created. */
export function createNamespace(
  emulator: Emulator,
  kind: "Http" | "PrivateDns" | "PublicDns",
  input: object,
  region?: string,
): string {
  const OperationId = start(emulator, `Create${kind}Namespace`, input, region);
  const started = emulator.operations().find(({ operationId }) => operationId === OperationId);
  if (started?.status !== "SUCCESS") emulator.settle(OperationId);
  const { Operation } = send(emulator, "GetOperation", { OperationId }, region);
  return (Operation as { readonly Targets: { readonly NAMESPACE: string } }).Targets.NAMESPACE;
}

/** The id of a service that has just been created. */
export function createService(emulator: Emulator, input: object, region?: string): string {
  const answer = send(emulator, "CreateService", { Name: "web", ...input }, region);
  if (answer["statusCode"] !== 200) throw new Error(JSON.stringify(answer));
  return (answer["Service"] as { readonly Id: string }).Id;
}
