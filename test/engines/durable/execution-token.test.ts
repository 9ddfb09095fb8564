import { describe, expect, test } from "vitest";
import { executionToken } from "../../../src/engines/durable/execution-token.js";
import { fakeContext } from "./fake-context.js";

describe(executionToken, () => {
  test("is the same in a replay, place by place", async () => {
    const recorded = new Map<string, string>();
    const run = async (): Promise<readonly string[]> => {
      const context = fakeContext("arn:one", undefined, recorded);
      return [
        await executionToken(context),
        ...(await Promise.all([1, 2].map(() => executionToken(context)))),
      ];
    };
    const first = await run();
    expect(new Set(first).size).toBe(3);
    expect(await run()).toEqual(first);
  });

  test("is another in each context, children of one execution included", async () => {
    const tokens = [
      await executionToken(fakeContext("arn:one")),
      await executionToken(fakeContext("arn:one")),
    ];
    expect(tokens[0]).not.toBe(tokens[1]);
  });

  test("is of a length that Cloud Map takes, and one step for all of a context", async () => {
    const context = fakeContext();
    for (let start = 0; start < 3000; start++) await executionToken(context);
    expect((await executionToken(context)).length).toBeLessThanOrEqual(64);
    expect(context.stored).toHaveLength(1);
  });
});
