/** The whole service as one function of a request and a time. It has no timers, no sockets and no clock. */
import { printable } from "../core/text.js";
import type { Action } from "./action.js";
import { findAction } from "./action-table.js";
import { drawSeconds } from "./duration.js";
import { ServiceError } from "./errors.js";
import { answerFault, badDelivery, oddContent } from "./misbehave.js";
import type { Throttle } from "./quotas.js";
import { isObject, ReadError } from "./read.js";
import { errorReply, jsonReply, type Reply } from "./reply.js";
import type { RequestLog } from "./request-log.js";
import { targetPrefix } from "./vocabulary.js";
import type { World } from "./world.js";

export interface Request {
  readonly method: string;
  /** The header `x-amz-target`. */
  readonly target: string | undefined;
  /** Undefined when it was longer than `maxBodyBytes`. */
  readonly body: string | undefined;
}

/** Bytes of a request's body that are read at most. The largest valid request has some tens of kilobytes. */
export const maxBodyBytes: number = 1024 * 1024;

/** Answers `request`, which came at `now` (epoch milliseconds). */
export function handle(request: Request, now: number, world: World, log: RequestLog): Reply {
  world.operations.settleUntil(now);
  const requestId = world.newRequestId();
  const prefix = `${targetPrefix}.`;
  const named = request.target?.startsWith(prefix) ? request.target.slice(prefix.length) : undefined;
  const action = printable(named ?? request.target ?? "(no target)", 100);
  const faults: string[] = [];
  const seen: { operationId?: string; error?: string } = {};
  const reply = answer();
  log.add({
    atMs: now,
    action,
    statusCode: reply.statusCode,
    ...seen,
    ...(faults.length > 0 && { faults }),
  });
  const latency = drawSeconds(world.settings.latency, world.latency) * 1000;
  return latency === 0 ? reply : { ...reply, delayMs: reply.delayMs + latency };

  function answer(): Reply {
    const run = named === undefined ? undefined : findAction(named);
    if (request.method !== "POST") {
      const reply = refuse(
        405,
        "MethodNotAllowedException",
        `Send POST; got ${printable(request.method, 20)}.`,
      );
      return { ...reply, headers: { ...reply.headers, allow: "POST" } };
    }
    const { body } = request;
    if (body === undefined || body.length > maxBodyBytes) {
      return refuse(
        413,
        "RequestEntityTooLargeException",
        `The body must have at most ${maxBodyBytes} bytes.`,
      );
    }
    if (!run) {
      return refuse(
        400,
        "UnknownOperationException",
        `x-amz-target must be ${prefix} and an action; got ${action}.`,
      );
    }
    const lost = world.faults("answer", action, now);
    if (lost) faults.push(lost.fault);
    if (lost && lost.processed !== true) return told(answerFault(lost, requestId));
    const throttle = world.throttling(action, now);
    const reply = throttle ? refuseThrottled(throttle) : perform(run, body);
    if (lost) return told(answerFault(lost, requestId));
    const bad = world.faults("delivery", action, now);
    if (!bad) return reply;
    faults.push(bad.fault);
    return badDelivery(bad, reply, world.startedAt, now);
  }

  function refuseThrottled(throttle: Throttle): Reply {
    const {
      name = "ThrottlingException",
      statusCode = 400,
      message = "Rate exceeded",
      retryAfter,
    } = throttle;
    return refuse(statusCode, name, message, retryAfter);
  }

  function perform(run: Action, body: string): Reply {
    try {
      const input = parse(body);
      note(input);
      const output = run(input, { world, now });
      note(output);
      const odd = world.faults("content", action, now);
      if (odd) faults.push(odd.fault);
      return jsonReply(200, odd ? oddContent(odd, output) : output, requestId);
    } catch (error) {
      if (error instanceof ServiceError) {
        seen.error = error.name;
        return errorReply(error, requestId);
      }
      if (error instanceof ReadError) {
        const name = error.kind === "type" ? "SerializationException" : "InvalidInput";
        return refuse(400, name, `${error.message}.`);
      }
      // A fault of the emulator itself must show, and must not take a server down with it.
      return refuse(500, "InternalFailure", `The emulator failed: ${printable(String(error))}`);
    }
  }

  function refuse(statusCode: number, name: string, message: string, retryAfter?: number): Reply {
    seen.error = name;
    return errorReply({ statusCode, name, message, retryAfter }, requestId);
  }

  function told(reply: Reply): Reply {
    delete seen.error;
    return reply;
  }

  function note(members: unknown): void {
    if (isObject(members) && typeof members["OperationId"] === "string") {
      seen.operationId = printable(members["OperationId"], 255);
    }
  }
}

function parse(body: string): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new ReadError("type", "The body", "must be JSON", undefined);
  }
}
