/** The whole service as one function of a request and a time. It has no timers, no sockets and no clock. */
import { printable } from "../../core/text.js";
import type { Account } from "../account/account.js";
import type { Regions } from "../account/regions.js";
import type { Action } from "../actions/action.js";
import { findAction } from "../actions/action-table.js";
import { targetPrefix } from "../protocol/api-names.js";
import { isObject, ReadError } from "../protocol/readers.js";
import { errorReply, jsonReply, type Reply } from "../protocol/reply.js";
import { ServiceError } from "../protocol/service-error.js";
import { drawSeconds } from "../scenario/duration.js";
import { answerFault, badDelivery, oddContent } from "../scenario/fault-effects.js";
import type { FaultStage, MetFault } from "../scenario/faults.js";
import { answerHostedZone } from "./hosted-zone.js";
import { maxBodyBytes, type Request } from "./request.js";
import type { RequestLog } from "./request-log.js";

/** One request on its way through the stages below, and what they note of it for the log. */
interface Exchange {
  readonly request: Request;
  readonly now: number;
  readonly account: Account;
  /** The body as text; undefined when it is too long, or no UTF-8. */
  readonly text: string | undefined;
  readonly requestId: string;
  /** The action's name, or what stood in its place, safe to show. */
  readonly action: string;
  readonly run: Action | undefined;
  readonly faults: string[];
  error?: string;
  operationId?: string;
}

/** Answers `request`, which came at `now` (epoch milliseconds). */
export function handle(request: Request, now: number, regions: Regions, log: RequestLog): Reply {
  const zone = answerHostedZone(request, now, regions);
  if (zone) return zone;
  const account = regions.in(request.region);
  if (!account) return refuseRegion(request);
  account.operations.settleUntil(now);
  const exchange = begin(request, now, account);
  const reply = refuseMalformed(exchange) ?? answer(exchange);
  const { action, text = "-", faults, operationId, error } = exchange;
  const record = {
    atMs: now,
    action,
    region: account.home.region,
    statusCode: reply.statusCode,
    ...(operationId !== undefined && { operationId }),
    ...(error !== undefined && { error }),
    ...(faults.length > 0 && { faults }),
  };
  log.add(record, text);
  const latency = drawSeconds(account.settings.latency, account.random.latency) * 1000;
  return latency === 0 ? reply : { ...reply, delayMs: reply.delayMs + latency };
}

function begin(request: Request, now: number, account: Account): Exchange {
  const prefix = `${targetPrefix}.`;
  const name = request.target?.startsWith(prefix) ? request.target.slice(prefix.length) : undefined;
  return {
    request,
    now,
    account,
    text: isTooLong(request.body) ? undefined : textOf(request.body),
    requestId: account.newRequestId(),
    action: printable(name ?? request.target ?? "(no target)", 100),
    run: name === undefined ? undefined : findAction(name),
    faults: [],
  };
}

/** Refuses what is not a request to the API at all. */
function refuseMalformed(exchange: Exchange): Reply | undefined {
  const { request, action, run } = exchange;
  if (request.method !== "POST") {
    const message = `Send POST; got ${printable(request.method, 20)}.`;
    const reply = refuse(exchange, 405, "MethodNotAllowedException", message);
    return { ...reply, headers: { ...reply.headers, allow: "POST" } };
  }
  if (isTooLong(request.body)) {
    const message = `The body must have at most ${maxBodyBytes} bytes.`;
    return refuse(exchange, 413, "RequestEntityTooLargeException", message);
  }
  if (exchange.text === undefined) {
    return refuse(exchange, 400, "SerializationException", "The body must be UTF-8.");
  }
  if (!run) {
    const message = `x-amz-target must be ${targetPrefix}. and an action; got ${action}.`;
    return refuse(exchange, 400, "UnknownOperationException", message);
  }
  return undefined;
}

/** What the service answers, and what the faults make of it. */
function answer(exchange: Exchange): Reply {
  const lost = meetFault(exchange, "answer");
  if (lost && lost.rule.processed !== true) return answerFault(lost.rule, exchange.requestId);
  const reply = refuseThrottled(exchange) ?? perform(exchange);
  if (lost) {
    // The client never learns what the service would have said.
    delete exchange.error;
    return answerFault(lost.rule, exchange.requestId);
  }
  const bad = meetFault(exchange, "delivery");
  return bad ? badDelivery(bad, reply, exchange.now) : reply;
}

function meetFault(exchange: Exchange, stage: FaultStage): MetFault | undefined {
  const met = exchange.account.rules.fault(stage, exchange.action, exchange.now);
  if (met) exchange.faults.push(met.rule.fault);
  return met;
}

function refuseThrottled(exchange: Exchange): Reply | undefined {
  const { account, action, now } = exchange;
  const throttle = account.rules.throttle(action, account.home.region, now);
  if (!throttle) return undefined;
  const { name = "ThrottlingException", statusCode = 400, message = "Rate exceeded", retryAfter } = throttle;
  return refuse(exchange, statusCode, name, message, retryAfter);
}

function perform(exchange: Exchange): Reply {
  const { text = "", account, now, requestId, run } = exchange;
  try {
    const input = parse(text);
    noteOperation(exchange, input);
    const output = run?.(input, { account, now }) ?? {};
    noteOperation(exchange, output);
    const odd = meetFault(exchange, "content");
    return jsonReply(200, odd ? oddContent(odd.rule, output) : output, requestId);
  } catch (error) {
    return refuseFor(exchange, error);
  }
}

function refuseFor(exchange: Exchange, error: unknown): Reply {
  if (error instanceof ServiceError) {
    exchange.error = error.name;
    return errorReply(error, exchange.requestId);
  }
  if (error instanceof ReadError) {
    const name = error.kind === "type" ? "SerializationException" : "InvalidInput";
    return refuse(exchange, 400, name, `${error.message}.`);
  }
  // A fault of the emulator itself must show, and must not take a server down with it.
  return refuse(exchange, 500, "InternalFailure", `The emulator failed: ${printable(String(error))}`);
}

function refuse(
  exchange: Exchange,
  statusCode: number,
  name: string,
  message: string,
  retryAfter?: number,
): Reply {
  exchange.error = name;
  return errorReply({ statusCode, name, message, retryAfter }, exchange.requestId);
}

function noteOperation(exchange: Exchange, members: unknown): void {
  if (isObject(members) && typeof members["OperationId"] === "string") {
    exchange.operationId = printable(members["OperationId"], 255);
  }
}

function isTooLong(body: Request["body"]): boolean {
  return body === undefined || body.length > maxBodyBytes;
}

function textOf(body: Request["body"]): string | undefined {
  if (typeof body === "string" || body === undefined) return body;
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function refuseRegion({ region = "" }: Request): Reply {
  const message = `There are no more regions than are in use; got ${printable(region, 64)}.`;
  return errorReply({ statusCode: 400, name: "UnrecognizedClientException", message }, "none");
}

function parse(body: string): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new ReadError("type", "The body", "must be JSON", undefined);
  }
}
