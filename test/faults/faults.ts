// What can go wrong between a client and Cloud Map, one by one. Each takes over one HTTP exchange.
import type { ServerResponse } from "node:http";
import type { Fault, HttpFault, Verdict } from "./fault.js";
import { type Ending, serveWith, type Spell } from "./server.js";

const json = { "content-type": "application/x-amz-json-1.1" };

function answer(
  name: string,
  status: number,
  body: string | object,
  headers: Readonly<Record<string, string>> = json,
  more: Pick<HttpFault, "verdict"> = {},
): HttpFault {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { name, take: (response) => response.writeHead(status, headers).end(text), ...more };
}

function page(status: number, title: string, headers: Readonly<Record<string, string>> = {}): HttpFault {
  const html = `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  const more = Object.entries(headers).map(([header, value]) => `, ${header}: ${value}`);
  const name = `${status} with a page of HTML${more.join("")}`;
  return answer(name, status, html, { "content-type": "text/html", ...headers });
}

function throttle(name: string, status: number, headers: Readonly<Record<string, string>> = {}): HttpFault {
  const [type = "", what = ""] = name.split(", ");
  const fault = answer(
    `${status} ${type}${what === "" ? "" : `, ${what}`}`,
    status,
    { __type: type, message: "Rate exceeded" },
    { ...json, ...headers },
  );
  return { ...fault, isThrottle: true };
}

function refusal(type: string, status: number, verdict?: Verdict): HttpFault {
  return answer(
    `${status} ${type}`,
    status,
    { __type: type, message: "no" },
    json,
    verdict === undefined ? {} : { verdict },
  );
}

function operation(what: string, members: object | null): HttpFault {
  return answer(what, 200, { Operation: members });
}

/** Half an answer, and then what `end` does to the connection. */
function halfAnswer(name: string, end: (response: ServerResponse) => void): HttpFault {
  return {
    name,
    take(response) {
      response.writeHead(200, { ...json, "content-length": "200" });
      response.write('{"Operation":{"Status":"SUC', () => end(response));
    },
  };
}

function nothing(): void {}

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toUTCString();
}

const httpFaults: readonly HttpFault[] = [
  { name: "connection refused", isClosed: true, take: (response) => void response.socket?.destroy() },
  { name: "connection reset", take: (response) => void response.socket?.resetAndDestroy() },
  { name: "connection closed without an answer", take: (response) => void response.socket?.end() },
  { name: "no answer, connection open", take: nothing },
  { name: "answer half a second late", take: (_response, serve) => void setTimeout(serve, 500) },
  halfAnswer("body stalled half way", nothing),
  halfAnswer("body cut half way", ({ socket }) => void socket?.destroy()),
  {
    name: "bytes that are no HTTP",
    take: ({ socket }) => void socket?.end("SSH-2.0-OpenSSH_9.6\r\n\r\n"),
  },

  refusal("InternalFailure", 500),
  refusal("ServiceUnavailable", 503),
  page(502, "Bad Gateway"),
  page(503, "Service Unavailable"),
  page(503, "Service Unavailable", { "Retry-After": "3600" }),
  answer("504 without a body", 504, "", {}),
  page(400, "Bad Request"),
  page(403, "Forbidden"),
  page(404, "Not Found"),
  answer("403 without a body", 403, "", {}),
  answer("404 as plain text", 404, "404 page not found\n", { "content-type": "text/plain" }),
  answer("302 to a login page", 302, "", { location: "https://login.example/" }),
  page(200, "Welcome to the guest network"),

  answer("200 without a body", 200, ""),
  answer("200 with malformed JSON", 200, '{"Operation":{"Status":"SUCCESS",'),
  answer("200 with an empty object", 200, {}),
  answer("200 with a list", 200, []),
  operation("200 with Operation null", null),
  operation("200 without a Status", { Id: "op-1" }),
  operation("200 with an unknown Status", { Id: "op-1", Status: "ROLLING_BACK" }),
  operation("200 with SUCCESS of another Id", {
    Id: "op-other",
    Status: "SUCCESS",
    Targets: { NAMESPACE: "ns-other" },
  }),
  operation("200 with FAIL of another Id", {
    Id: "op-other",
    Status: "FAIL",
    ErrorCode: "ACCESS_DENIED",
  }),

  throttle("ThrottlingException", 400),
  throttle("RequestLimitExceeded", 400),
  throttle("TooManyRequestsException", 429),
  throttle("TooManyRequestsException, Retry-After: 1", 429, { "retry-after": "1" }),
  throttle("TooManyRequestsException, Retry-After: 60", 429, { "retry-after": "60" }),
  throttle("TooManyRequestsException, Retry-After: 3600", 429, { "retry-after": "3600" }),
  throttle("TooManyRequestsException, Retry-After: a date", 429, { "retry-after": inAnHour() }),
  throttle("SlowDown", 503),

  refusal("AccessDeniedException", 400, "denied"),
  refusal("ExpiredTokenException", 400, "denied"),
  refusal("RequestTimeTooSkewed", 403, "denied"),
  refusal("InvalidInput", 400, "invalid"),
  refusal("OperationNotFound", 400, "not-found"),
];

export const faults: readonly Fault[] = httpFaults.map((fault) =>
  Object.assign(fault, {
    serve: async (spell: Spell, ending: Ending) => await serveWith(fault, spell, ending),
  }),
);
