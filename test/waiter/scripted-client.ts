import { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { recordOf } from "../../src/core/json.js";

/** What a request brings: a body, with an `__type` if it is an error; the code of a broken connection; or nothing at all. */
export type Reply = object | "ECONNRESET" | "ECONNREFUSED" | "hang";

/**
 * An SDK client without a network. Each request is answered by the function, which gets the action and the body. `onCutOff`
 * is called with the action of a request whose signal aborts.
 */
export function scriptedClient(
  reply: (action: string, body: Record<string, unknown>, count: number) => Reply,
  onCutOff: (action: string) => void = () => {},
): ServiceDiscoveryClient {
  let count = 0;
  const handle = async (
    { body, headers }: { body: Uint8Array | string; headers: object },
    { abortSignal }: { abortSignal?: AbortSignal } = {},
  ) => {
    const text = typeof body === "string" ? body : new TextDecoder().decode(body);
    const action = String(recordOf(headers)["x-amz-target"]).split(".")[1] ?? "";
    abortSignal?.addEventListener("abort", () => onCutOff(action));
    const answer = reply(action, recordOf(JSON.parse(text)), ++count);
    if (answer === "hang") return await new Promise<never>(() => {});
    if (typeof answer === "string") throw Object.assign(new Error("socket hang up"), { code: answer });
    const statusCode = "__type" in answer ? Number(recordOf(answer)["__status"] ?? 400) : 200;
    return { response: { statusCode, headers: {}, body: new TextEncoder().encode(JSON.stringify(answer)) } };
  };
  return new ServiceDiscoveryClient({
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: { handle, destroy() {}, metadata: { handlerProtocol: "http/1.1" } },
  });
}
