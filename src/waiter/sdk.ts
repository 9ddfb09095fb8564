import {
  type $Command,
  GetOperationCommand,
  type GetOperationCommandInput,
  type ServiceDiscoveryClient,
  type ServiceDiscoveryClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from "@aws-sdk/client-servicediscovery";
import { classify } from "../core/classify.js";
import { isRecord, readText, recordOf } from "../core/operation.js";

/** What comes with a request beside its input. */
export interface RequestOptions {
  /** Aborts when the answer is no longer wanted. */
  readonly abortSignal: AbortSignal;
  /** Told of each HTTP response, also of those that an SDK client answers by sending again. */
  readonly onResponse?: ((wasThrottled: boolean) => void) | undefined;
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
      const rescued =
        error instanceof TypeError && latest.statusCode === 200 ? readJson(latest.body) : undefined;
      if (rescued === undefined) throw error;
      return rescued;
    }
  };
}

interface LatestResponse {
  statusCode?: number;
  body?: Uint8Array;
}

/**
 * Watches a command's responses one by one, below the SDK's retries, which hide all but the last. The body is read in the
 * SDK's stead and left where the SDK will look for it.
 */
export function watchResponses<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  command: ClientCommand<Input, Output>,
  { onResponse }: Pick<RequestOptions, "onResponse">,
): LatestResponse {
  const latest: LatestResponse = {};
  command.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      if (isResponse(result.response)) {
        latest.statusCode = result.response.statusCode;
        latest.body = await readBody(result.response);
        onResponse?.(isThrottle(result.response, latest.body));
      }
      return result;
    },
    // After the SDK's own deserializer in the stack, so before it with the response.
    { step: "deserialize", priority: "low", name: "cloudmapWaiterWatchResponses", override: true },
  );
  return latest;
}

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body?: unknown;
}

function isResponse(value: unknown): value is Response {
  return isRecord(value) && typeof value["statusCode"] === "number" && isRecord(value["headers"]);
}

function isByteStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return isRecord(body) && Symbol.asyncIterator in body;
}

async function readBody(response: Response): Promise<Uint8Array> {
  const { body } = response;
  if (body instanceof Uint8Array) return body;
  if (!isByteStream(body)) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  response.body = whole;
  return whole;
}

/** The AWS JSON protocols name an error in a header or in the body. */
function isThrottle({ statusCode, headers }: Response, body: Uint8Array): boolean {
  if (statusCode < 400) return false;
  const error = recordOf(readJson(body));
  const type = readText(headers["x-amzn-errortype"] ?? error["__type"] ?? error["code"]);
  const name = type?.split(":")[0] ?? "";
  return classify({ name, message: "", statusCode }) === "throttled";
}

function readJson(body: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
