/** The controls over HTTP, under a path that no SDK client uses. */
import type { IncomingMessage } from "node:http";
import { printable } from "../../core/text.js";
import { closed, numberIn, ReadError, struct, text } from "../protocol/readers.js";
import type { Reply } from "../protocol/reply.js";
import { readRuleSet } from "../scenario/rules.js";
import { ScenarioError } from "../scenario/settings.js";
import { ControlError, readSettlement, type Controls } from "./controls.js";
import { readSnapshot } from "../account/read-snapshot.js";

export const controlPath = "/_emulator/";

/** Bytes of a request's body that are read at most: a snapshot may be long. */
export const maxControlBytes: number = 64 * 1024 * 1024;

/** What a control path is asked with. */
interface Asked {
  readonly emulator: Controls;
  readonly body: unknown;
  readonly query: URLSearchParams;
  /** What follows the route's name. */
  readonly rest: string;
}

type Run = (asked: Asked) => object;

const readAdvance = closed({ ms: numberIn(0, Number.MAX_SAFE_INTEGER, " milliseconds") }, {});
const readOperationId = struct({ operationId: text({ min: 1, max: 255 }) }, {});

const routes: Readonly<Record<string, Readonly<Record<string, Run>>>> = {
  status: { GET: ({ emulator }) => status(emulator) },
  operations: { GET: (asked) => page("operations", asked.emulator.operations(), asked) },
  requests: { GET: (asked) => page("requests", asked.emulator.requests(), asked) },
  reset: {
    POST({ emulator }) {
      emulator.reset();
      return status(emulator);
    },
  },
  advance: {
    POST({ emulator, body }) {
      emulator.advance(readAdvance(body, "").ms);
      return status(emulator);
    },
  },
  settle: {
    POST({ emulator, body }) {
      const { operationId } = readOperationId(body, "");
      const { operationId: _, ...settlement } = { ...(body as object), operationId };
      return emulator.settle(operationId, readSettlement(settlement, ""));
    },
  },
  rules: {
    GET: ({ emulator }) => ({ rules: emulator.rules() }),
    POST: ({ emulator, body }) => ({ id: emulator.addRules(readRuleSet(body, "")) }),
    DELETE({ emulator, rest }) {
      emulator.removeRules(rest);
      return { rules: emulator.rules() };
    },
  },
  snapshot: { GET: ({ emulator }) => emulator.snapshot() },
  restore: {
    POST({ emulator, body }) {
      emulator.restore(readSnapshot(body, ""));
      return status(emulator);
    },
  },
};

const table = new Map(Object.entries(routes));

export function control(
  emulator: Controls,
  request: IncomingMessage,
  body: Buffer | undefined,
  isAllowed: boolean,
): Reply {
  if (!isAllowed) return answer(403, { error: "Only this machine may use the control paths." });
  // Browsers name the page a request comes from; no page of another site is to reset a test server.
  if (request.headers.origin !== undefined) {
    return answer(403, { error: "Web pages may not use the control paths." });
  }
  if (body === undefined)
    return answer(413, { error: `The body must have at most ${maxControlBytes} bytes.` });
  // It starts with the control path, so that this can't fail; a path with dots in it may yet lead elsewhere.
  const url = new URL(request.url ?? "", "http://emulator");
  const path = url.pathname.startsWith(controlPath) ? url.pathname.slice(controlPath.length) : "";
  const [name = "", ...rest] = path.split("/");
  const methods = table.get(name);
  if (!methods || rest.length > (name === "rules" && request.method === "DELETE" ? 1 : 0)) {
    const known = [...table.keys()].map((key) => controlPath + key).join(", ");
    return answer(404, {
      error: `No control path ${printable(path, 100)}; there are ${known}.`,
    });
  }
  const { method = "" } = request;
  const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!run) {
    const known = Object.keys(methods);
    const reply = answer(405, { error: `Send ${known.join(" or ")}.` });
    return { ...reply, headers: { ...reply.headers, allow: known.join(", ") } };
  }
  return attempt(() =>
    run({ emulator, body: parse(method, body), query: url.searchParams, rest: rest.join("/") }),
  );
}

function attempt(run: () => object): Reply {
  try {
    return answer(200, run());
  } catch (error) {
    if (error instanceof ControlError) return answer(error.statusCode, { error: error.message });
    if (error instanceof ReadError || error instanceof ScenarioError || error instanceof RangeError) {
      return answer(400, { error: `${error.message.replace(/\.$/, "")}.` });
    }
    return answer(500, { error: `The emulator failed: ${printable(String(error))}` });
  }
}

function status(emulator: Controls): object {
  return { nowMs: emulator.now(), operations: emulator.operations().length, requests: emulator.requestCount };
}

const usualPage = 1000;
const longestPage = 100_000;

/** `?limit=` items from the one at `?from=` on, and where to go on. */
function page(name: string, all: readonly object[], { query }: Asked): object {
  const from = wholeNumber(query, "from", 0, Number.MAX_SAFE_INTEGER);
  const limit = wholeNumber(query, "limit", usualPage, longestPage);
  const end = from + limit;
  const next = end < all.length && { next: `${controlPath}${name}?from=${end}&limit=${limit}` };
  return { [name]: all.slice(from, end), total: all.length, ...next };
}

function wholeNumber(query: URLSearchParams, name: string, usual: number, most: number): number {
  const given = query.get(name);
  if (given === null) return usual;
  if (/^\d{1,16}$/.test(given) && Number(given) <= most) return Number(given);
  throw new ReadError("rule", name, `must be a whole number from 0 to ${most}`, given);
}

function parse(method: string, body: Buffer): unknown {
  if (method !== "POST" || body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
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
