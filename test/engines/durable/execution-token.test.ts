import { describe, expect, test } from "vitest";
import { executionToken } from "../../../src/engines/durable/execution-token.js";
import { fakeContext } from "./fake-context.js";

describe(executionToken, () => {
  test("is the same in a replay, whatever the order of the input's members", async () => {
    const first = await executionToken(fakeContext(), "start", {
      Name: "a",
      Tags: [{ Key: "k", Value: "v" }],
    });
    const replay = await executionToken(fakeContext(), "start", {
      Tags: [{ Value: "v", Key: "k" }],
      Name: "a",
    });
    expect(replay).toBe(first);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
  });

  test("differs between executions, inputs, names and places", async () => {
    const context = fakeContext();
    const tokens = [
      await executionToken(context, "start", { Name: "a" }),
      await executionToken(context, "start", { Name: "a" }),
      await executionToken(fakeContext(), "start", { Name: "b" }),
      await executionToken(fakeContext(), "other", { Name: "a" }),
      await executionToken(fakeContext("arn:two"), "start", { Name: "a" }),
    ];
    expect(new Set(tokens).size).toBe(tokens.length);
  });
});
