import {
  type $Command,
  GetOperationCommand,
  type GetOperationCommandInput,
  type ServiceDiscoveryClient,
  type ServiceDiscoveryClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from "@aws-sdk/client-servicediscovery";
import { type CallError, readError } from "../../core/classify.js";
import { isRecord, readText, recordOf } from "../../core/json.js";

/** What comes with a request beside its input. */
export interface RequestOptions {
  /** Aborts when the answer is no longer wanted. */
  readonly abortSignal: AbortSignal;
  /** Told of each HTTP response, also of those that an SDK client answers by sending again, and of its error if it is one. */
  readonly onResponse?: ((error?: CallError) => void) | undefined;
}

/** Looks an operation up: what a wait needs of Cloud Map. It may answer with the SDK's output or with the API's JSON. */
export type GetOperation = (input: GetOperationCommandInput, options: RequestOptions) => Promise<unknown>;

/** The part of an SDK client that is used. */
export type Client = Pick<ServiceDiscoveryClient, "send">;

/** A command of the SDK's client. */
export type ClientCommand<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = $Command<
  Input,
  Output,
  ServiceDiscoveryClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

/** GetOperation through an SDK client, used as it is. */
export function getOperationWith(client: Client): GetOperation {
  return async (input, options) => {
    const command = new GetOperationCommand(input);
    const latest = watchResponses(command, options);
    try {
      return await client.send(command, { abortSignal: options.abortSignal });
    } catch (error) {
      // The SDK can't read every date that the API reference shows, and throws the whole answer away with it.
      const rescued = error instanceof TypeError && latest.statusCode === 200 && readJson(latest.body);
      if (rescued) return rescued;
      throw error;
    }
  };
}

/** An HTTP response of the SDK's, as far as it can be told. */
interface Response {
  statusCode?: unknown;
  headers?: unknown;
  body?: unknown;
}

/**
 * Watches a command's responses one by one, below the SDK's retries, which hide all but the last. The body is read in the
 * SDK's stead and left where the SDK will look for it.
 */
export function watchResponses<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  command: ClientCommand<Input, Output>,
  { onResponse }: Pick<RequestOptions, "onResponse">,
): Response {
  const latest: Response = {};
  command.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      const response: Response = recordOf(result.response);
      if (isByteStream(response.body)) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of response.body) chunks.push(chunk);
        response.body = Buffer.concat(chunks);
      }
      Object.assign(latest, response);
      onResponse?.(errorIn(response));
      return result;
    },
    // After the SDK's own deserializer in the stack, so before it with the response.
    { step: "deserialize", priority: "low", name: "cloudmapWaiterWatchResponses", override: true },
  );
  return latest;
}

function isByteStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return isRecord(body) && Symbol.asyncIterator in body;
}

/** The AWS JSON protocols name an error in a header or in the body. */
function errorIn(response: Response): CallError | undefined {
  const { statusCode, headers, body } = response;
  if (typeof statusCode !== "number" || statusCode < 400) return undefined;
  const { __type, code } = recordOf(readJson(body));
  const name = readText(recordOf(headers)["x-amzn-errortype"] ?? __type ?? code)?.split(":")[0];
  return readError({ name, $response: response });
}

function readJson(body: unknown): unknown {
  try {
    return body instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(body)) : undefined;
  } catch {
    return undefined;
  }
}
