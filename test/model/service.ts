import type { GetOperation } from "../../src/waiter/request/sdk-client.js";
import type { Answer, ErrorKind, Reply } from "./script.js";

/** One request, as the service saw it. All times are milliseconds of the clock that only goes forward. */
export interface LoggedRequest {
  readonly sentAt: number;
  readonly answer: Answer;
  /** When the answer reached the caller; absent if the request was called off before. */
  deliveredAt?: number;
  /** When the caller called it off; absent if it was answered before. */
  abortedAt?: number;
}

export interface ScriptedService {
  readonly getOperation: GetOperation;
  /** The requests for each operation, in their order. */
  readonly requests: ReadonlyMap<string, readonly LoggedRequest[]>;
}

/** Answers the polls of each operation as its script says, the last reply again and again, and keeps a log. */
export function scriptedService(scripts: ReadonlyMap<string, readonly Reply[]>): ScriptedService {
  const requests = new Map<string, LoggedRequest[]>();
  return {
    requests,
    getOperation: ({ OperationId: id = "" }, { abortSignal }) => {
      const log = requests.get(id) ?? [];
      requests.set(id, log);
      const replies = scripts.get(id) ?? [];
      const { answer, afterMs } = replies[Math.min(log.length, replies.length - 1)] ?? never;
      const request: LoggedRequest = { sentAt: performance.now(), answer };
      log.push(request);
      const deliver = (): unknown => {
        if (request.abortedAt === undefined) request.deliveredAt = performance.now();
        return say(answer, id);
      };
      abortSignal.addEventListener("abort", () => {
        if (request.deliveredAt === undefined) request.abortedAt = performance.now();
      });
      if (answer.type === "hang") return new Promise(() => {});
      // It ignores the signal: an answer that comes too late must be ignored in turn.
      if (afterMs > 0)
        return new Promise((resolve) => {
          setTimeout(resolve, afterMs);
        }).then(deliver);
      return Promise.resolve(deliver());
    },
  };
}

const never: Reply = { answer: { type: "hang" }, afterMs: 0 };

function say(answer: Answer, id: string): unknown {
  if (answer.type === "hang") return undefined;
  if (answer.type === "empty") return answer.value;
  if (answer.type === "error") throw errorOf(answer.kind, answer.retryAfterS);
  const Id = { own: id, none: undefined, other: "op-other" }[answer.id];
  return {
    Operation: {
      ...(Id !== undefined && { Id }),
      ...(answer.status !== undefined && { Status: answer.status }),
      ...(answer.status === "FAIL" && { ErrorCode: "INTERNAL_FAILURE" }),
      Type: "CREATE_NAMESPACE",
      Targets: { NAMESPACE: "ns-1" },
    },
  };
}

function errorOf(kind: ErrorKind, retryAfterS?: number): unknown {
  const headers = retryAfterS === undefined ? {} : { "retry-after": `${retryAfterS}` };
  const sdkError = (name: string, statusCode: number): Error =>
    Object.assign(new Error(`${name}!`), {
      name,
      $metadata: { httpStatusCode: statusCode },
      $response: { statusCode, headers },
    });
  return {
    throttled: () => sdkError("RequestLimitExceeded", 400),
    server: () => sdkError("InternalServerError", 503),
    reset: () => codeError("ECONNRESET"),
    skewed: () => sdkError("RequestTimeTooSkewed", 400),
    "not-found": () => sdkError("OperationNotFound", 400),
    denied: () => sdkError("AccessDeniedException", 400),
    invalid: () => sdkError("InvalidInput", 400),
    untrusted: () => codeError("CERT_HAS_EXPIRED"),
    fault: () => new TypeError("x is not a function"),
    "thrown-nothing": () => undefined,
  }[kind]();
}

function codeError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
