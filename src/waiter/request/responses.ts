import { type CallError, readError } from "../../core/call-error.js";
import { isRecord, readText, recordOf } from "../../core/json.js";
import { addMiddleware, type MiddlewareStack } from "./sdk-types.js";

/** One HTTP response, as far as a wait needs to know. */
export interface ResponseNotice {
  /** What it says went wrong; absent for an answer. */
  readonly error?: CallError | undefined;
  /** The service's own clock, in milliseconds since the epoch, by the Date header. */
  readonly serverTime?: number | undefined;
}

/** What comes with a request beside its input. */
export interface RequestOptions {
  /** Aborts when the answer is no longer wanted. */
  readonly abortSignal: AbortSignal;
  /** Called for each HTTP response, also for those that an SDK client answers by sending again. */
  readonly onResponse?: ((response: ResponseNotice) => void) | undefined;
}

/** An HTTP response of the SDK's, as far as it can be told. */
export interface WatchedResponse {
  statusCode?: unknown;
  headers?: unknown;
  body?: unknown;
}

/**
 * Watches a command's responses one by one, below the SDK's retries, which hide all but the last. The body is read in
 * place of the SDK, and left where the SDK will look for it.
 */
export function watchResponses(
  middlewareStack: MiddlewareStack,
  { onResponse }: Pick<RequestOptions, "onResponse">,
): WatchedResponse {
  const latest: WatchedResponse = {};
  addMiddleware(
    middlewareStack,
    (next) => async (request) => {
      const result = await next(request);
      const response: WatchedResponse = recordOf(recordOf(result)["response"]);
      if (isByteStream(response.body)) response.body = await readAll(response.body);
      Object.assign(latest, response);
      onResponse?.({ error: errorIn(response), serverTime: dateOf(response) });
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

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let place = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, place);
    place += chunk.length;
  }
  return bytes;
}

/** The AWS JSON protocols name an error in a header or in the body. */
function errorIn(response: WatchedResponse): CallError | undefined {
  const { statusCode, headers, body } = response;
  if (typeof statusCode !== "number" || statusCode < 400) return undefined;
  const { __type, code } = recordOf(readJson(body));
  const name = readText(recordOf(headers)["x-amzn-errortype"] ?? __type ?? code)?.split(":")[0];
  return readError({ name, $response: response });
}

function dateOf({ headers }: WatchedResponse): number | undefined {
  const time = Date.parse(readText(recordOf(headers)["date"]) ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/** A body of JSON; undefined for anything else. */
export function readJson(body: unknown): unknown {
  try {
    return body instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(body)) : undefined;
  } catch {
    return undefined;
  }
}
