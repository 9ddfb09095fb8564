/** What goes back over the wire, and how. */
export interface Reply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How long the headers are held back, in milliseconds of emulated time. */
  readonly delayMs: number;
  readonly delivery: Delivery;
}

/**
 * `whole`: as it should be; `truncate`: the connection ends half way through the body; `stall`: half the body comes, then
 * nothing; `hang`: nothing comes; `reset`: the connection ends before a byte.
 */
export type Delivery = "whole" | "truncate" | "stall" | "hang" | "reset";

/** An answer of the service in its protocol, awsJson1_1. */
export function jsonReply(statusCode: number, body: object, requestId: string): Reply {
  return {
    statusCode,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId },
    body: JSON.stringify(body),
    delayMs: 0,
    delivery: "whole",
  };
}

export interface ErrorAnswer {
  readonly name: string;
  readonly message: string;
  readonly statusCode: number;
  readonly members?: Readonly<Record<string, string | undefined>>;
  /** The `Retry-After` header, in seconds. */
  readonly retryAfter?: number | undefined;
}

export function errorReply(answer: ErrorAnswer, requestId: string): Reply {
  const { name, message, statusCode, members, retryAfter } = answer;
  const reply = jsonReply(statusCode, { __type: name, Message: message, ...members }, requestId);
  return withRetryAfter(reply, retryAfter);
}

export function withRetryAfter(reply: Reply, seconds: number | undefined): Reply {
  // The header holds whole seconds (RFC 9110, section 10.2.3).
  return seconds === undefined
    ? reply
    : { ...reply, headers: { ...reply.headers, "retry-after": String(Math.ceil(seconds)) } };
}
