import { compact, isRecord, readText, recordOf } from "./json.js";

/** A thrown error as plain data: what is left of it in an event, a stored state or another process. */
export interface CallError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  /** The HTTP status, when an answer came back at all. */
  readonly statusCode?: number;
  /** Milliseconds. How long the service asked to be left alone. */
  readonly retryAfterMs?: number;
}

/** Reads anything that was thrown, by its shape: an SDK error, a plain Error, or no error at all. Never throws. */
export function readError(thrown: unknown): CallError {
  if (!isRecord(thrown)) return { name: "NonError", message: String(thrown) };
  const { name, message, code, cause } = thrown;
  const [metadata, response] = [recordOf(thrown["$metadata"]), recordOf(thrown["$response"])];
  // The SDK's places first, then those that other HTTP clients use.
  const statusCode = [
    metadata["httpStatusCode"],
    response["statusCode"],
    thrown["statusCode"],
    thrown["status"],
    recordOf(thrown["response"])["status"],
  ].find((status) => typeof status === "number");
  return {
    name: readText(name) ?? "Error",
    message: (readText(message) ?? "").replace(sdkInternals, "").trim(),
    ...compact({
      // fetch hides the network's own code one level down.
      code: readText(code ?? recordOf(cause)["code"]),
      statusCode: typeof statusCode === "number" ? statusCode : undefined,
      retryAfterMs: readRetryAfterMs(recordOf(response["headers"])),
    }),
  };
}

/** What the SDK adds for its own developers to a body that it could not read. */
const sdkInternals = /\s*Deserialization error: to see the raw response, inspect the hidden field.*$/s;

/** `x-amz-retry-after` is milliseconds; `Retry-After` is seconds or a date, which is read against the answer's own date. */
function readRetryAfterMs(headers: Readonly<Record<string, unknown>>): number | undefined {
  const [ms, after, date] = ["x-amz-retry-after", "retry-after", "date"].map((name) =>
    readText(headers[name]),
  );
  const delays = [Number(ms), Number(after) * 1000, Date.parse(`${after}`) - Date.parse(`${date}`)];
  return delays.find((delay) => delay > 0 && delay < Number.POSITIVE_INFINITY);
}
