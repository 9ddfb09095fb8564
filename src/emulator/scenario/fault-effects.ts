/** What each fault does to an answer. */
import type { FaultRule, MetFault } from "./faults.js";
import { isObject } from "../protocol/readers.js";
import { errorReply, withRetryAfter, type Reply } from "../protocol/reply.js";

/** The answer of a fault of the stage `answer`. */
export function answerFault(rule: FaultRule, requestId: string): Reply {
  const { fault, name = "InternalFailure", statusCode = 500, message, retryAfter } = rule;
  if (fault === "reset" || fault === "hang") {
    return { statusCode: 0, headers: {}, body: "", delayMs: 0, delivery: fault };
  }
  if (fault === "unavailable") return withRetryAfter(unavailablePage, retryAfter);
  if (fault === "too-many-requests") {
    const tooMany = { name: "TooManyRequestsException", statusCode: 429, message: "Too many requests." };
    return errorReply({ ...tooMany, retryAfter }, requestId);
  }
  return errorReply(
    { name, statusCode, message: message ?? "An internal error occurred.", retryAfter },
    requestId,
  );
}

const unavailablePage: Reply = {
  statusCode: 503,
  headers: { "content-type": "text/html" },
  body: "<html><head><title>503</title></head><body><h1>503 Service Unavailable</h1></body></html>",
  delayMs: 0,
  delivery: "whole",
};

const before: Readonly<Record<string, string>> = {
  PENDING: "SUBMITTED",
  SUCCESS: "PENDING",
  FAIL: "PENDING",
};

/** The response's members after a fault of the stage `content`. */
export function oddContent(rule: FaultRule, output: object): object {
  if (rule.fault === "text-dates") return textDates(output);
  const operation = "Operation" in output && isObject(output.Operation) ? output.Operation : undefined;
  if (!operation || rule.fault === "missing-operation") return {};
  if (rule.fault === "unknown-status")
    return { Operation: { ...operation, Status: rule.status ?? "ROLLING_BACK" } };
  if (rule.fault === "omit-members") {
    const kept = Object.entries(operation).filter(([name]) => rule.members?.includes(name) !== true);
    return { Operation: Object.fromEntries(kept) };
  }
  const { ErrorCode: _code, ErrorMessage: _message, ...rest } = operation;
  const status = String(operation["Status"]);
  return status in before ? { Operation: { ...rest, Status: before[status] } } : output;
}

/** The answer after a fault of the stage `delivery`. */
export function badDelivery({ rule, endsAt }: MetFault, reply: Reply, now: number): Reply {
  const { fault, delay = 5 } = rule;
  if (fault === "stall") return { ...reply, delayMs: endsAt - now };
  if (fault === "slow-headers") return { ...reply, delayMs: delay * 1000 };
  if (fault === "stalled-body") return { ...reply, delivery: "stall" };
  if (fault === "truncated-body") return { ...reply, delivery: "truncate" };
  return { ...reply, body: fault === "malformed-json" ? `${reply.body.slice(0, -1)},` : "" };
}

function textDates(output: object): object {
  // The parsed text is the object that was written, member by member.
  return JSON.parse(JSON.stringify(output), (key, value: unknown) =>
    /^(Create|Update)Date$/.test(key) && typeof value === "number" ? compactDate(value * 1000) : value,
  ) as object;
}

function compactDate(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(/[-:]/g, "");
}
