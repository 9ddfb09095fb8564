import type { Emulator } from "../../src/emulator/index.js";

export type Answer = Readonly<Record<string, unknown>>;

/** Asks the emulator without an SDK: what counts are the bytes it answers with, and that it is quick to load. */
export function send(emulator: Emulator, action: string, input: object): Answer {
  const target = `Route53AutoNaming_v20170314.${action}`;
  const { body, statusCode } = emulator.handle({ method: "POST", target, body: JSON.stringify(input) });
  return { ...(JSON.parse(body) as object), statusCode };
}
