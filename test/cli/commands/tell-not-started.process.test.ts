import { expect, test } from "vitest";
import { builtCommand, linesOf } from "../support.js";

const command = builtCommand();

test("a wait that could not begin has a start, an end for each id that says so, and a summary", async () => {
  const env = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
  const args = ["a", "shop=b", "a", "--region", "eu-west-1", "--timeout", "5m", "--output", "jsonl"];
  const { code, stdout } = await command(args, { env }).finished;
  expect(code).toBe(6);
  const message = expect.stringMatching(/^No credentials: checked/) as string;
  const at = expect.any(Number) as number;
  const settled = (operationId: string): object => ({
    v: "1.0",
    type: "settled",
    at,
    elapsedMs: 0,
    operationId,
    outcome: {
      outcome: "denied",
      operationId,
      transitions: [],
      polls: 0,
      requests: 0,
      retries: { throttled: 0, transient: 0 },
      elapsedMs: 0,
      adopted: false,
      code: "NOT_STARTED",
      message,
    },
  });
  expect(linesOf(stdout)).toEqual([
    {
      v: "1.0",
      seq: 1,
      type: "start",
      at,
      operations: [{ operationId: "a" }, { operationId: "b", name: "shop" }],
      region: "eu-west-1",
      timeoutMs: 300_000,
      message: "Waiting for 2 operations",
    },
    { ...settled("a"), seq: 2 },
    { ...settled("b"), name: "shop", seq: 3 },
    {
      v: "1.0",
      seq: 4,
      type: "summary",
      at,
      exitCode: 6,
      counts: { denied: 2 },
      message,
      resume: "cloudmap-wait --region eu-west-1 a shop=b",
    },
  ]);
});
