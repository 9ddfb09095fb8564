import { type OperationProgress, tookMs } from "./operation-progress.js";
import { type Category, standingOf } from "./standing.js";

export type SortOrder = "attention" | "started" | "slowest" | "name";
export type Grouping = "none" | "group" | "type" | "status";

/** What of the operations is shown, and in which order. */
export interface View {
  readonly category: Category | "all";
  /** Words that an operation's name, id, type, code or targets have in them. */
  readonly text: string;
  readonly sort: SortOrder;
  readonly grouping: Grouping;
}

/** Operations under one heading; without a name where they aren't grouped. */
export interface Group {
  readonly name: string | undefined;
  readonly operations: readonly OperationProgress[];
}

/** The operations of a view, in its order. Groups stand where their first operation would. */
export function groupsOf(operations: Iterable<OperationProgress>, view: View, now: number): Group[] {
  const words = view.text.toLowerCase().split(/\s+/).filter(Boolean);
  const rows: Row[] = [];
  for (const operation of operations) {
    const { rank, category } = standingOf(operation, now);
    if (isIn(view.category, category) && hasWords(operation, words)) rows.push({ operation, rank });
  }
  rows.sort(compareBy[view.sort](now));
  if (view.grouping === "none")
    return [{ name: undefined, operations: rows.map(({ operation }) => operation) }];
  const groups = new Map<string, OperationProgress[]>();
  for (const { operation } of rows) {
    const name = groupName(operation, view.grouping, now);
    const group = groups.get(name);
    if (group) group.push(operation);
    else groups.set(name, [operation]);
  }
  return Array.from(groups, ([name, operations]) => ({ name, operations }));
}

interface Row {
  readonly operation: OperationProgress;
  readonly rank: number;
}

/** What was not seen yet counts as running. */
function isIn(wanted: View["category"], category: Category): boolean {
  return wanted === "all" || wanted === category || (wanted === "running" && category === "unseen");
}

function hasWords(operation: OperationProgress, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { name, group, operationId, operationType, outcome } = operation;
  const code = outcome && outcome.outcome !== "succeeded" ? outcome.code : "";
  const targets = Object.values(outcome?.operation?.Targets ?? {});
  const text = [
    name,
    group,
    operationId,
    operationType,
    typeLabel(operationType),
    code,
    outcome?.outcome,
    ...targets,
  ]
    .join(" ")
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

const compareBy: Readonly<Record<SortOrder, (now: number) => (a: Row, b: Row) => number>> = {
  // The sort is stable: those of one rank stay in the order in which they came.
  attention: () => (a, b) => a.rank - b.rank,
  started: () => (a, b) => a.operation.startedAt - b.operation.startedAt,
  slowest: (now) => (a, b) => tookMs(b.operation, now) - tookMs(a.operation, now),
  name: () => (a, b) =>
    labelOf(a.operation).localeCompare(labelOf(b.operation), undefined, { numeric: true }),
};

function groupName(operation: OperationProgress, grouping: Grouping, now: number): string {
  if (grouping === "group") return operation.group ?? "Other";
  if (grouping === "type") return typeLabel(operation.operationType);
  return standingOf(operation, now).word;
}

/** What people call an operation; its id where they have no name for it. */
export function labelOf({ name, operationId }: OperationProgress): string {
  return name ?? operationId;
}

/** An operation's type in words: `CREATE_NAMESPACE` is "create namespace". */
export function typeLabel(operationType: string | undefined): string {
  return operationType?.toLowerCase().replaceAll("_", " ") ?? "operation";
}
