import { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { recordOf } from "../../src/core/json.js";

/**
 * What a request brings: a body, with an `__type` if it is an error; text as it is, with any status; an error of the
 * connection; the code of one; or nothing at all.
 */
export type Reply = object | Page | Error | "ECONNRESET" | "ECONNREFUSED" | "hang";

/** An answer that Cloud Map didn't write. */
export interface Page {
  readonly page: string;
  readonly status: number;
}

function isPage(reply: object): reply is Page {
  return "page" in reply;
}

function responseOf(statusCode: number, text: string): { response: object } {
  return { response: { statusCode, headers: {}, body: new TextEncoder().encode(text) } };
}

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
    if (answer instanceof Error) throw answer;
    if (isPage(answer)) return responseOf(answer.status, answer.page);
    const statusCode = "__type" in answer ? Number(recordOf(answer)["__status"] ?? 400) : 200;
    return responseOf(statusCode, JSON.stringify(answer));
  };
  return new ServiceDiscoveryClient({
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: { handle, destroy() {}, metadata: { handlerProtocol: "http/1.1" } },
  });
}
