/** What a browser must be told before a page may use the API (Fetch standard, CORS protocol). */
import type { IncomingMessage, ServerResponse } from "node:http";

/** Lets a page of an allowed origin read the answer; returns whether that answer has been given, as to a preflight. */
export function answerCors(
  request: IncomingMessage,
  response: ServerResponse,
  allowed: readonly string[],
): boolean {
  const { origin } = request.headers;
  if (origin === undefined || !(allowed.includes("*") || allowed.includes(origin))) return false;
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("vary", "Origin");
  response.setHeader("access-control-expose-headers", "x-amzn-requestid, retry-after");
  if (request.method !== "OPTIONS") return false;
  response.setHeader("access-control-allow-methods", "POST");
  const headers = request.headers["access-control-request-headers"] ?? "";
  if (/^[\w\s,-]{1,2000}$/.test(headers)) response.setHeader("access-control-allow-headers", headers);
  if (request.headers["access-control-request-private-network"] === "true") {
    response.setHeader("access-control-allow-private-network", "true");
  }
  response.setHeader("access-control-max-age", "600");
  response.writeHead(204).end();
  return true;
}
