import { type CallError, readError } from "../../core/call-error.js";
import { classify } from "../../core/classify-error.js";
import { isRecord, readText, recordOf } from "../../core/json.js";
import { addMiddleware, type Middleware, type MiddlewareStack } from "./sdk-types.js";

/** One HTTP response, as far as a wait needs to know. */
export interface ResponseNotice {
  /** The error in it, if it has one. */
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
  /** Called when an error came before any request was sent: from the credentials, for one. */
  readonly onUnsent?: (() => void) | undefined;
}

/** What `onUnsent` tells of one attempt, as its error is to have it. */
export function watchFate(): { readonly fate: Pick<CallError, "unsent">; readonly onUnsent: () => void } {
  const fate: { unsent?: boolean } = {};
  return {
    fate,
    onUnsent() {
      fate.unsent = true;
    },
  };
}

/** The parts of the SDK's HTTP response that are used. */
interface SdkResponse {
  statusCode?: unknown;
  headers?: unknown;
  body?: unknown;
}

/** What has been seen of a command's requests and responses. */
export interface Traffic {
  /** The SDK has begun to run the command; a mock of `send` never does. */
  isBegun: boolean;
  /** Requests that were handed to the HTTP handler. */
  sent: number;
  /**
   * Of these, how many may have been carried out without an answer that says so: none came, a server's error, or one that
   * Cloud Map didn't write. An answer of success counts until somebody has read it.
   */
  inDoubt: number;
  /** The latest response. */
  readonly latest: SdkResponse;
}

/**
 * Watches a command's requests and responses one by one, below the SDK's retries, which hide all but the last. It reads the
 * body before the SDK does, and puts the bytes back in its place.
 */
export function watchResponses(
  middlewareStack: MiddlewareStack,
  { abortSignal, onResponse }: Pick<RequestOptions, "abortSignal" | "onResponse">,
): Traffic {
  const traffic: Traffic = { isBegun: false, sent: 0, inDoubt: 0, latest: {} };
  const watch: Middleware = (next) => {
    // The SDK asks for the handler just before it runs the command.
    traffic.isBegun = true;
    return async (request) => {
      // Older clients begin an aborted request once more, which then is not sent.
      if (abortSignal.aborted) return await next(request);
      traffic.sent++;
      traffic.inDoubt++;
      const result = await next(request).catch((error: unknown) => {
        if (isBeforeSending(error)) traffic.inDoubt--;
        throw error;
      });
      const response: SdkResponse = recordOf(recordOf(result)["response"]);
      if (isByteStream(response.body)) response.body = await readAll(response.body);
      if (isRefusal(response)) traffic.inDoubt--;
      Object.assign(traffic.latest, response);
      onResponse?.({ error: errorIn(response), serverTime: dateOf(response) });
      return result;
    };
  };
  addMiddleware(middlewareStack, watch, {
    name: "cloudmapWaiterWatchResponses",
    // After the SDK's own deserializer in the stack, so before it with the response.
    step: "deserialize",
    priority: "low",
    // Of the same shape as the SDK's own, the options cost less: the SDK copies all of them for each request.
    tags: ["CLOUDMAP_WAITER"],
    override: true,
  });
  return traffic;
}

/** Codes of errors that come before a connection is made. */
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOST|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS)/;

/** What the SDK, in all its versions, and Node say of a connection that was not there in time, or not yet secure. */
const notYetConnected = /establish\w* a connection|before secure TLS connection was established/;

/** Whether the request surely never left, as it had no connection. */
function isBeforeSending(thrown: unknown): boolean {
  const error = readError(thrown);
  return (
    neverConnected.test(error.code ?? "") ||
    eachOf(thrown).every((each) => recordOf(each)["syscall"] === "connect") ||
    notYetConnected.test(error.message) ||
    classify(error) === "untrusted"
  );
}

/** An error for each address that was tried, or the one that there is. */
function eachOf(thrown: unknown): readonly unknown[] {
  const { errors } = recordOf(thrown);
  return Array.isArray(errors) && errors.length > 0 ? errors : [thrown];
}

/**
 * Whether Cloud Map has refused the request: its refusals have a name. A page without one is a proxy's, which may have
 * passed the request on. A body that only the SDK can read gets the benefit of the doubt, as does a gateway's throttle.
 */
function isRefusal(response: SdkResponse): boolean {
  const status = Number(response.statusCode);
  if (!(status >= 400 && status < 500)) return false;
  return status === 429 || !(response.body instanceof Uint8Array) || errorName(response) !== undefined;
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
function errorName({ headers, body }: SdkResponse): string | undefined {
  const { __type, code } = recordOf(readJson(body));
  return readText(recordOf(headers)["x-amzn-errortype"] ?? __type ?? code)?.split(":")[0];
}

function errorIn(response: SdkResponse): CallError | undefined {
  const { statusCode } = response;
  if (typeof statusCode !== "number" || statusCode < 400) return undefined;
  return readError({ name: errorName(response), $response: response });
}

function dateOf({ headers }: SdkResponse): number | undefined {
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
