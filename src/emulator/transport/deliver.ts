/** How bytes come in and go out: whole, late, in part or not at all. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { startTimer } from "../../platform/timers.js";
import type { Reply } from "../protocol/reply.js";

/** Hands over the body once it is whole, or undefined as soon as it is longer than `most`; the rest is thrown away. */
export function readBody(
  request: IncomingMessage,
  most: number,
  done: (body: Buffer | undefined) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    const wasTooLong = size > most;
    size += chunk.length;
    if (size <= most) chunks.push(chunk);
    else if (!wasTooLong) done(undefined);
  });
  request.on("end", () => {
    if (size <= most) done(Buffer.concat(chunks));
  });
}

/** @param speed emulated seconds per real second: delays are this much shorter in real time */
export function deliver(reply: Reply, response: ServerResponse, speed: number): void {
  if (reply.delayMs <= 0) return send(reply, response);
  const stopTimer = startTimer(reply.delayMs / speed, () => send(reply, response));
  response.on("close", stopTimer);
}

function send(reply: Reply, response: ServerResponse): void {
  if (reply.delivery === "hang") return;
  if (reply.delivery === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  const bytes = Buffer.from(reply.body);
  response.writeHead(reply.statusCode, { ...reply.headers, "content-length": bytes.length });
  if (reply.delivery === "whole") {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, bytes.length >> 1), () => {
    if (reply.delivery === "truncate") response.socket?.destroy();
  });
}
