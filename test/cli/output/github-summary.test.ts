import { describe, expect, test } from "vitest";
import { summaryMarkdown } from "../../../src/cli/output/github-summary.js";
import type { Outcome } from "../../../src/waiter/result/outcome.js";

const base = {
  transitions: [],
  polls: 1,
  requests: 1,
  retries: { throttled: 0, transient: 0 },
  elapsedMs: 41_000,
  adopted: false,
};

const outcomes: readonly Outcome[] = [
  {
    ...base,
    outcome: "succeeded",
    operationId: "op-1",
    operation: { Type: "CREATE_NAMESPACE" },
    tookMs: 41_000,
    targets: { NAMESPACE: "ns-abc" },
  },
  {
    ...base,
    outcome: "failed",
    operationId: "op-2",
    code: "ACCESS_DENIED",
    message: "no | <img src=x> [link](http://evil) `code`\n::error::x",
  },
];

describe(summaryMarkdown, () => {
  test("has the verdict and a row for each, with the namespace linked to the console", () => {
    const context = { names: new Map([["op-1", "shop"]]), region: "us-east-1", elapsedMs: 42_000 };
    const lines = summaryMarkdown(outcomes, context).split("\n");
    expect(lines[0]).toBe("### Cloud Map: 1 of 2 failed · 1 done · 42 s");
    expect(lines[4]).toBe(
      "| shop | create namespace | succeeded | 41 s | [ns-abc](https://us-east-1.console.aws.amazon.com/cloudmap/home/namespaces/ns-abc?region=us-east-1) |",
    );
  });

  test("takes nothing from outside for Markdown, HTML or a cell", () => {
    const context = { names: new Map([["op-2", "a|b"]]), region: "us-east-1", elapsedMs: 0 };
    const row = summaryMarkdown(outcomes, context).split("\n")[5] ?? "";
    expect(row.match(/\|/g)).toHaveLength(6);
    expect(row).not.toMatch(/[<>[\]`]/);
  });
});
