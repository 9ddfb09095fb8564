import { compact, isRecord, readText, recordOf } from "./json.js";

/** What a failed call means for the wait. */
export type FailureKind = "throttled" | "transient" | "not-found" | "denied" | "invalid";

/** A thrown error as plain data: what is left of it in an event, a stored state or another process. */
export interface CallError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  /** The HTTP status, when an answer came back at all. */
  readonly statusCode?: number;
  /** How long the service asked to be left alone. */
  readonly retryAfterMs?: number;
}

/**
 * What a thrown error means. It goes by name first, then by network code, then by HTTP status: the AWS JSON protocols
 * send nearly every refusal as 400, and the SDK gives a reset connection the name TimeoutError. It never goes by
 * `instanceof`, which fails between two copies of an SDK, nor by `$retryable`, which the SDK leaves unset on throttling.
 */
export function classify(error: CallError): FailureKind {
  // An engine or a protocol may put a namespace before a name.
  const name = error.name.replace(/^.*[#.]/, "");
  const byName = kindsByName.find(([, names]) => names.test(name));
  if (byName !== undefined) return byName[0];
  // The SDK has no name for a missing region: a plain Error.
  if (/^region is missing\b/i.test(error.message)) return "denied";
  return error.statusCode === undefined ? byOrigin(error, name) : byStatus(error.statusCode);
}

/** Names that AWS services, the SDK and this package use, with or without `Exception`; the first that matches counts. */
const kindsByName: readonly (readonly [FailureKind, RegExp])[] = [
  [
    "throttled",
    /throttl|^(request|bandwidth)?limitexceeded|^toomanyrequests|^slowdown|^priorrequest|throughputexceeded/i,
  ],
  ["transient", /timeout|^internal|^serviceunavailable/i],
  ["not-found", /^operationnotfound/i],
  [
    "denied",
    /denied|auth|expired|token|signature|tooskewed|^unrecognizedclient|accesskey|^optin|providererror/i,
  ],
  ["invalid", /^invalid|^validation|^unknownoperation|^serialization|^malformed/i],
];

function byStatus(status: number): FailureKind {
  if (status === 429) return "throttled";
  if (status === 401 || status === 403) return "denied";
  // An answer that could not be read is transient too: a proxy's page, a body cut short. Another look may find it whole.
  return status >= 400 && status < 500 && status !== 408 && status !== 425 ? "invalid" : "transient";
}

/** An error without a status: a fault on the way is passing, a fault in the caller's own code is not. */
function byOrigin({ code, message }: CallError, name: string): FailureKind {
  const isOwnFault =
    code === undefined
      ? /^(Range|Reference|Syntax)Error$/.test(name) ||
        // fetch throws this when the network fails.
        (name === "TypeError" && !/fetch|network|load failed/i.test(message))
      : code.startsWith("ERR_INVALID_");
  return isOwnFault ? "invalid" : "transient";
}

/** Reads anything that was thrown, by its shape: an SDK error, a plain Error, or no error at all. */
export function readError(thrown: unknown): CallError {
  if (!isRecord(thrown)) return { name: "Error", message: String(thrown) };
  const { name, message, code, cause } = thrown;
  const [metadata, response] = [recordOf(thrown["$metadata"]), recordOf(thrown["$response"])];
  const statusCode = metadata["httpStatusCode"] ?? response["statusCode"];
  return {
    name: readText(name) ?? "Error",
    message: readText(message) ?? "",
    ...compact({
      // fetch hides the network's own code one level down.
      code: readText(code ?? recordOf(cause)["code"]),
      statusCode: typeof statusCode === "number" ? statusCode : undefined,
      retryAfterMs: readRetryAfterMs(recordOf(response["headers"])),
    }),
  };
}

/** `x-amz-retry-after` is milliseconds; `Retry-After` is seconds or a date, which is read against the answer's own date. */
function readRetryAfterMs(headers: Readonly<Record<string, unknown>>): number | undefined {
  const [ms, after, date] = ["x-amz-retry-after", "retry-after", "date"].map((name) =>
    readText(headers[name]),
  );
  const delays = [Number(ms), Number(after) * 1000, Date.parse(`${after}`) - Date.parse(`${date}`)];
  return delays.find((delay) => delay > 0 && delay < Number.POSITIVE_INFINITY);
}
