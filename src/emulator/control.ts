/** What tests can ask of a standalone server, under a path that no SDK client uses. */
import type { IncomingMessage } from "node:http";
import { printable } from "../core/text.js";
import type { Emulator } from "./emulator.js";
import { closed, numberIn, ReadError } from "./read.js";
import type { Reply } from "./reply.js";

export const controlPath = "/_emulator/";

const readAdvance = closed({ ms: numberIn(0, Number.MAX_SAFE_INTEGER, " milliseconds") }, {});

interface Route {
  readonly method: "GET" | "POST";
  readonly run: (emulator: Emulator, body: string) => object;
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
  emulator: Emulator,
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

function status(emulator: Emulator): object {
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
