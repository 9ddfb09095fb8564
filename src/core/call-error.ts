import { compact, isRecord, readText, recordOf } from "./json.js";

/** A thrown error as plain data, for events, stored states and other processes. */
export interface CallError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  /** The HTTP status, when an answer came back at all. */
  readonly statusCode?: number;
  /** Milliseconds. How long the service asked to wait. */
  readonly retryAfterMs?: number;
  /** The SDK failed before it sent the request: in the credentials, for one. */
  readonly unsent?: boolean;
}

/** Reads anything that was thrown, by its shape: an SDK error, a plain Error, or no error at all. Never throws. */
export function readError(thrown: unknown): CallError {
  if (!isRecord(thrown)) return { name: "NonError", message: String(thrown) };
  const facts = readFacts(originOf(thrown));
  return {
    ...facts,
    name: facts.name === "Error" ? (readText(thrown["name"]) ?? "Error") : facts.name,
    message: (readText(thrown["message"]) ?? facts.message).replace(sdkInternals, "").trim(),
  };
}

/** A plain error without a code or a status may wrap the one that tells what happened. */
function originOf(thrown: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let origin = thrown;
  for (let depth = 0; depth < 5; depth++) {
    const { code, name } = readFacts(origin);
    const { cause } = origin;
    const isTelling = code !== undefined || statusOf(origin) !== undefined || !/^(Type)?Error$/.test(name);
    if (isTelling || !isRecord(cause)) return isTelling ? origin : thrown;
    origin = cause;
  }
  return thrown;
}

function readFacts(thrown: Readonly<Record<string, unknown>>): CallError {
  return {
    name: readText(thrown["name"]) ?? "Error",
    message: readText(thrown["message"]) ?? "",
    ...compact({
      code: readText(thrown["code"]),
      statusCode: statusOf(thrown),
      retryAfterMs: readRetryAfterMs(recordOf(recordOf(thrown["$response"])["headers"])),
    }),
  };
}

function statusOf(thrown: Readonly<Record<string, unknown>>): number | undefined {
  // The SDK's places first, then those that other HTTP clients use.
  const status = [
    recordOf(thrown["$metadata"])["httpStatusCode"],
    recordOf(thrown["$response"])["statusCode"],
    thrown["statusCode"],
    thrown["status"],
    recordOf(thrown["response"])["status"],
  ].find((each) => typeof each === "number");
  return typeof status === "number" ? status : undefined;
}

/** The SDK adds this, for its own developers, to the error for a body that it could not read. */
const sdkInternals = /\s*Deserialization error: to see the raw response, inspect the hidden field.*$/s;

/** `x-amz-retry-after` is milliseconds; `Retry-After` is seconds or a date, which is read against the answer's own date. */
function readRetryAfterMs(headers: Readonly<Record<string, unknown>>): number | undefined {
  const [ms, after, date] = ["x-amz-retry-after", "retry-after", "date"].map((name) =>
    readText(headers[name]),
  );
  const delays = [Number(ms), Number(after) * 1000, Date.parse(`${after}`) - Date.parse(`${date}`)];
  return delays.find((delay) => delay > 0 && delay < Number.POSITIVE_INFINITY);
}
