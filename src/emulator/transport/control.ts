/** What tests can ask of a standalone server, under a path that no SDK client uses. */
import type { IncomingMessage } from "node:http";
import { printable } from "../../core/text.js";
import { closed, numberIn, ReadError } from "../protocol/readers.js";
import type { Reply } from "../protocol/reply.js";
import type { RequestRecord } from "./request-log.js";

/** An operation as a test sees it: all of its timeline, also what a client can't know yet. */
export interface OperationRecord {
  readonly operationId: string;
  readonly type: string;
  readonly targets: Readonly<Record<string, string>>;
  /** The status now. */
  readonly status: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** Epoch milliseconds of emulated time, as all times here. */
  readonly createdAtMs: number;
  /** When it turns from SUBMITTED to PENDING. */
  readonly pendingAtMs: number;
  /** When it ends; Infinity when it never does. */
  readonly settledAtMs: number;
}

/** What a test can ask of an emulator and do to it, in code and over HTTP. */
export interface Controls {
  /** Emulated time in epoch milliseconds. */
  now(): number;
  /** Moves emulated time forward by `ms` milliseconds, for operations, quotas and fault windows alike. */
  advance(ms: number): void;
  /** Forgets everything and starts again from the seed: the same requests then have the same history. */
  reset(): void;
  /** All operations, in the order in which they were started. */
  operations(): readonly OperationRecord[];
  /** The latest requests, oldest first; no more of them than `requestLogSize`. */
  requests(): readonly RequestRecord[];
  /** How many requests there have been since the start or the last reset. */
  readonly requestCount: number;
}

export const controlPath = "/_emulator/";

const readAdvance = closed({ ms: numberIn(0, Number.MAX_SAFE_INTEGER, " milliseconds") }, {});

interface Route {
  readonly method: "GET" | "POST";
  readonly run: (emulator: Controls, body: string) => object;
}

const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["status", { method: "GET", run: status }],
  ["operations", { method: "GET", run: (emulator) => ({ operations: emulator.operations() }) }],
  ["requests", { method: "GET", run: (emulator) => ({ requests: emulator.requests() }) }],
  [
    "reset",
    {
      method: "POST",
      run(emulator) {
        emulator.reset();
        return status(emulator);
      },
    },
  ],
  [
    "advance",
    {
      method: "POST",
      run(emulator, body) {
        emulator.advance(readAdvance(parse(body), "").ms);
        return status(emulator);
      },
    },
  ],
]);

export function control(
  emulator: Controls,
  request: IncomingMessage,
  body: string,
  isAllowed: boolean,
): Reply {
  if (!isAllowed) return answer(403, { error: "Only this machine may use the control paths." });
  // Browsers name the page a request comes from; no page of another site is to reset a test server.
  if (request.headers.origin !== undefined)
    return answer(403, { error: "Web pages may not use the control paths." });
  const name = (request.url ?? "").slice(controlPath.length).replace(/\?.*$/, "");
  const route = routes.get(name);
  if (!route) {
    const known = [...routes.keys()].map((key) => controlPath + key).join(", ");
    return answer(404, { error: `No control path ${printable(name, 100)}; there are ${known}.` });
  }
  if (request.method !== route.method) return answer(405, { error: `Send ${route.method}.` });
  try {
    return answer(200, route.run(emulator, body));
  } catch (error) {
    if (error instanceof ReadError) return answer(400, { error: `${error.message}.` });
    throw error;
  }
}

function status(emulator: Controls): object {
  return { nowMs: emulator.now(), operations: emulator.operations().length, requests: emulator.requestCount };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ReadError("type", "The body", "must be JSON", undefined);
  }
}

function answer(statusCode: number, body: object): Reply {
  return {
    statusCode,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    delayMs: 0,
    delivery: "whole",
  };
}
