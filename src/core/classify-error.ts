import type { CallError } from "./call-error.js";

/**
 * What a failed call means for the wait:
 *
 * - `throttled`: asked too often; wait longer, never fatal by itself.
 * - `transient`: something between the caller and Cloud Map (network, 5xx, no answer, an unreadable answer); retried, a bounded number of times in a row.
 * - `healing`: the SDK removes the cause itself by the next call (a skewed clock, a credential refresh that failed); retried once.
 * - `not-found`: Cloud Map doesn't know the operation.
 * - `denied`: credentials, permission or region.
 * - `invalid`: Cloud Map refused the request.
 * - `untrusted`: the endpoint's certificate or host name; no retry helps.
 * - `fault`: an error in the caller's own code, or in the SDK's; no retry helps.
 */
export type FailureKind =
  | "throttled"
  | "transient"
  | "healing"
  | "not-found"
  | "denied"
  | "invalid"
  | "untrusted"
  | "fault";

/**
 * What a thrown error means, by its name, its code and its HTTP status, in this order: the AWS JSON protocols send nearly
 * every refusal as 400, and the SDK names a reset connection TimeoutError. Not by `instanceof`, which fails between two
 * copies of an SDK, nor by `$retryable`, which the SDK leaves unset on throttling.
 */
export function classify(error: CallError): FailureKind {
  const { code = "", statusCode, message } = error;
  // An engine or a protocol may put a namespace before a name.
  const name = error.name.replace(/^.*[#.]/, "");
  if (certificateCodes.test(code) || (code === "EPROTO" && /wrong version number/i.test(message)))
    return "untrusted";
  if (isFromElsewhere(name, error)) return "transient";
  const byName = kindsByName.find(([, names]) => names.test(name));
  if (byName !== undefined) return byName[0];
  if (regionProblem.test(message)) return "denied";
  // A newline in a key or a token.
  if (code === "ERR_INVALID_CHAR" && /authorization|x-amz-security-token/i.test(message)) return "denied";
  if (statusCode !== undefined) return byStatus(statusCode);
  const kind = byOrigin(error, name);
  // Credential providers throw plain errors; mistakes in code have names of their own.
  return kind === "fault" && error.unsent && !codeErrors.test(name) ? "healing" : kind;
}

/** Names of the errors that JavaScript throws for a mistake in code. */
const codeErrors = /^(Type|Reference|Range|Syntax|Assertion)Error$/;

/**
 * Whether something other than Cloud Map answered: the body is not JSON (a proxy's page, or one that was cut short), or the
 * refusal has no name, which Cloud Map's always have. Older SDKs take the status for the name.
 */
function isFromElsewhere(name: string, { message, statusCode = 0 }: CallError): boolean {
  if (name === "SyntaxError") return statusCode > 0 || /JSON/i.test(message);
  return /^(Unknown|UnknownError|\d{3})$/.test(name) && [400, 403, 404].includes(statusCode);
}

/** Codes of OpenSSL and Node for a certificate that is not trusted or is for another host, and for a peer that speaks no TLS. */
const certificateCodes =
  /^(CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_C(ERT|RL)_|PATH_LENGTH_|ERR_TLS_CERT|HOSTNAME_MISMATCH$|INVALID_(CA|PURPOSE)$|ERR_SSL_(WRONG_VERSION|UNSUPPORTED_PROTOCOL|PACKET_LENGTH|\w+_ALERT_(UNKNOWN_CA|\w*CERTIFICATE|HANDSHAKE_FAILURE|PROTOCOL_VERSION|UNRECOGNIZED_NAME)))/;

/** The SDK has no name for these: plain Errors. */
const regionProblem = /^region (is missing|not accepted)\b/i;

/** Names that AWS services, the SDK and this package use, with or without `Exception`; the first that matches counts. */
const kindsByName: readonly (readonly [FailureKind, RegExp])[] = [
  [
    "throttled",
    /throttl|^(request|bandwidth)?limitexceeded|^toomanyrequests|^slowdown|^priorrequest|throughputexceeded/i,
  ],
  [
    "healing",
    /tooskewed|^requestexpired|^requestinthefuture|^(invalidsignature|signaturedoesnotmatch)|providererror/i,
  ],
  ["transient", /timeout|^internal|^serviceunavailable/i],
  ["not-found", /^operationnotfound/i],
  ["denied", /denied|auth|expired|token|signature|^unrecognizedclient|accesskey|^optin/i],
  ["invalid", /^invalid|^validation|^unknownoperation|^serialization|^malformed/i],
];

function byStatus(status: number): FailureKind {
  if (status === 429) return "throttled";
  if (status === 401 || status === 403) return "denied";
  return status >= 400 && status < 500 && status !== 408 && status !== 425 ? "invalid" : "transient";
}

/** Codes of network errors: the operating system's, DNS's, the HTTP parser's, undici's, axios's. */
const networkCodes =
  /^(ECONN|EAI_|EHOST|ENET|ESOCKET|ETIMEDOUT$|ENOTFOUND$|EPIPE$|EPROTO$|EADDR|EAGAIN$|EBUSY$|E[MN]FILE$|ENOBUFS$|ECANCELED$|HPE_|UND_ERR_(?!INVALID|NOT_SUPPORTED)|ERR_(HTTP2|SOCKET_(?!BAD)|STREAM_PREMATURE|QUIC|NETWORK|SSL))/;
/** What `fetch` says in Node, Chromium, Firefox, Safari and Workers when the network fails: a TypeError without a code. */
const networkMessages =
  /^(fetch failed|failed to fetch|load failed|terminated|network ?error|network request failed|the network connection was lost|socket hang up)/i;

/** An error without a status: the network recovers, a mistake in code does not. */
function byOrigin({ code, message }: CallError, name: string): FailureKind {
  const isOnTheWay = code === undefined ? networkMessages.test(message) : networkCodes.test(code);
  return isOnTheWay || name === "AbortError" || name === "NetworkError" ? "transient" : "fault";
}
