import {
  GetOperationCommand,
  type GetOperationCommandInput,
  type ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import { isRecord } from "../core/operation.js";

/** Looks an operation up: what a wait needs of Cloud Map. It may answer with the SDK's output or with the API's JSON. */
export type GetOperation = (
  input: GetOperationCommandInput,
  options: { readonly abortSignal: AbortSignal },
) => Promise<unknown>;

/** GetOperation through an SDK client, used as it is. */
export function getOperationWith(client: Pick<ServiceDiscoveryClient, "send">): GetOperation {
  return async (input, { abortSignal }) => {
    const command = new GetOperationCommand(input);
    let answer: Uint8Array | undefined;
    command.middlewareStack.add(
      (next) => async (request) => {
        const result = await next(request);
        answer = await keepBody(result.response, abortSignal);
        return result;
      },
      // After the SDK's own deserializer in the stack, so before it with the response.
      { step: "deserialize", priority: "low", name: "cloudmapWaiterKeepBody" },
    );
    try {
      return await client.send(command, { abortSignal });
    } catch (error) {
      // The SDK can't read every date that the API reference shows, and throws the whole answer away with it.
      const rescued = error instanceof TypeError ? readJson(answer) : undefined;
      if (rescued === undefined) throw error;
      return rescued;
    }
  };
}

/**
 * Reads an answer's body in the SDK's stead, and leaves it where the SDK will look for it. Unlike the SDK, it stops when
 * the signal aborts, so that a stalled body holds neither a socket nor the process.
 */
async function keepBody(response: unknown, signal: AbortSignal): Promise<Uint8Array | undefined> {
  if (!isRecord(response)) return undefined;
  const { body } = response;
  if (body instanceof Uint8Array) return body;
  if (!isByteStream(body)) return undefined;
  signal.addEventListener("abort", () => body.destroy?.(), { once: true });
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  Object.assign(response, { body: whole });
  return whole;
}

interface ByteStream extends AsyncIterable<Uint8Array> {
  destroy?(): unknown;
}

function isByteStream(body: unknown): body is ByteStream {
  return isRecord(body) && Symbol.asyncIterator in body;
}

function readJson(body: Uint8Array | undefined): unknown {
  if (body === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
