import { appendFileSync } from "node:fs";
import type { Outcome } from "../../waiter/result/outcome.js";
import { labelOf, type Names } from "../input/names.js";
import { consoleUrl } from "./console-url.js";
import { formatMs, typeWords } from "./format.js";
import { primaryTarget } from "./result-line.js";
import { sanitize } from "./sanitize.js";
import { verdictOf } from "./verdict.js";

export interface SummaryContext {
  readonly names: Names;
  readonly region: string | undefined;
  readonly elapsedMs: number;
  readonly existing?: string | undefined;
}

/** Adds the verdict and a table to the summary of a job in GitHub Actions. */
export function appendSummary(path: string, outcomes: readonly Outcome[], context: SummaryContext): void {
  appendFileSync(path, summaryMarkdown(outcomes, context));
}

export function summaryMarkdown(
  outcomes: readonly Outcome[],
  { names, region, elapsedMs, existing }: SummaryContext,
): string {
  if (existing !== undefined) return `### Cloud Map: ${idCell(existing, region)} exists already\n\n`;
  if (outcomes.length === 0) return "### Cloud Map: nothing to wait for\n\n";
  const verdict = verdictOf(outcomes, elapsedMs)
    .map(({ text }) => text)
    .join("");
  const rows = outcomes.map((outcome) => {
    const { operation, operationId, tookMs } = outcome;
    const target = outcome.outcome === "succeeded" ? primaryTarget(outcome.targets, operation) : undefined;
    const result = outcome.outcome === "succeeded" ? idCell(target ?? "", region) : text(outcome.message);
    return [
      text(labelOf(operationId, names)),
      text(typeWords(operation?.Type ?? "")),
      outcome.outcome,
      tookMs === undefined ? "" : formatMs(tookMs),
      result,
    ];
  });
  const table = [["Operation", "Type", "Outcome", "Took", "Result"], Array(5).fill("---"), ...rows];
  return `### Cloud Map: ${verdict}\n\n${table.map((cells) => `| ${cells.join(" | ")} |\n`).join("")}\n`;
}

function idCell(id: string, region: string | undefined): string {
  const url = consoleUrl(region, id);
  return url === undefined ? text(id) : `[${id}](${url})`;
}

/** A text from outside in a cell: neither Markdown nor HTML. */
function text(value: string): string {
  return sanitize(value, 2000).replaceAll(
    /[\\`*_{}[\]()#+!|<>&~@:-]/g,
    (letter) => `&#${letter.charCodeAt(0)};`,
  );
}
