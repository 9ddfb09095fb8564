import type { OperationFleet } from "../waiter/fleet.js";
import type { WaiterSnapshot } from "../waiter/snapshot.js";
import { formatMs } from "./duration.js";
import type { Progress, Watched } from "./progress.js";
import { shown } from "./shown.js";
import { type Look, type Style, styleFor } from "./style.js";

const frames = { unicode: "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏".split(""), ascii: ["|", "/", "-", "\\"] };
const redrawMs = 100;
/** More pending operations than this fold into a row of counts. */
const mostRows = 8;

const hideCursor = "\u001B[?25l";
const showCursor = "\u001B[?25h";
const clearBelow = "\u001B[J";

/**
 * One redrawn row for each pending operation; what has ended stays as a line of its own. Nothing in the block comes from
 * outside unescaped, and every row is cut to the width, so that no row wraps and the block can be taken back.
 */
export function ttyProgress(watched: Watched, stream: NodeJS.WriteStream, look: Look): Progress {
  const style = styleFor(look);
  const spinner = look.hasUnicode ? frames.unicode : frames.ascii;
  let drawn: readonly string[] = [];
  let frame = 0;

  function erase(): string {
    // The terminal may have become narrower, and wrapped what was one row.
    const rows = drawn.reduce(
      (sum, row) => sum + Math.max(1, Math.ceil((row.length + 2) / (widthOf(stream) + 1))),
      0,
    );
    return rows === 0 ? "" : `\r\u001B[${rows}A${clearBelow}`;
  }
  function draw(permanent = ""): void {
    const rows = rowsOf(watched, stream);
    const spin = style("cyan", spinner[frame % spinner.length] ?? "");
    stream.write(`${erase()}${permanent}${rows.map((row) => `${spin} ${row}\n`).join("")}`);
    drawn = rows;
  }
  const timer = setInterval(() => {
    frame++;
    draw();
  }, redrawMs);
  const onResize = (): void => draw();
  stream.on("resize", onResize);
  stream.write(hideCursor);
  draw();

  return {
    event(event) {
      if (event.type === "settled") draw(`${endLine(event.outcome, look, style)}\n`);
    },
    stop() {
      clearInterval(timer);
      stream.off("resize", onResize);
      stream.write(`${erase()}${showCursor}`);
      drawn = [];
    },
  };
}

/** The rows of the block, without the spinner and the space before each. */
function rowsOf({ fleet, timeoutMs }: Watched, stream: NodeJS.WriteStream): string[] {
  const width = widthOf(stream) - 2;
  const { total, done } = fleet.getSnapshot();
  const room = Math.max(1, Math.min(mostRows, (stream.rows || 24) - 2));
  if (total - done > room) return [cut(countsOf(fleet), width)];
  const limit = timeoutMs === undefined ? "" : ` of ${formatMs(timeoutMs)}`;
  const rows: string[] = [];
  for (const operation of fleet.operations()) {
    if (operation.phase !== "settled") rows.push(rowOf(operation, width, limit));
  }
  return rows;
}

function countsOf(fleet: OperationFleet): string {
  const { total, done, pending, outcomes, remainingMs, elapsedMs } = fleet.getSnapshot();
  const others = done - outcomes.succeeded;
  const counts = [
    `${done}/${total} done`,
    ...(others > 0 ? [`${others} not succeeded`] : []),
    `${pending.PENDING} pending`,
    `${pending.SUBMITTED + pending.UNSEEN} submitted`,
    formatMs(elapsedMs),
    ...(remainingMs === undefined ? [] : [`about ${formatMs(remainingMs)} left`]),
  ];
  return counts.join(" · ");
}

function rowOf(operation: WaiterSnapshot, width: number, limit: string): string {
  const { operationType, status, startedAt = Date.now(), nextPollAt } = operation;
  const id = shown(operation.operationId, 255);
  const nextMs = nextPollAt === undefined ? 0 : nextPollAt - Date.now();
  const facts = [
    ...(operationType === undefined ? [] : [shown(operationType, 40)]),
    status ?? "not seen yet",
    `${formatMs(Date.now() - startedAt)}${limit}`,
    nextMs < 50 ? "looking" : `next look in ${formatMs(nextMs)}`,
  ].join(" · ");
  // Where there is no room for all, the id gives way: what happens is the point.
  const idWidth = Math.max(8, width - facts.length - 2);
  return cut(`${cut(id, idWidth)}  ${facts}`, width);
}

type SettledOutcome = Extract<Parameters<Progress["event"]>[0], { type: "settled" }>["outcome"];

/** The line that stays of an operation that has ended. */
function endLine(outcome: SettledOutcome, { hasUnicode }: Look, style: Style): string {
  const { operation, operationId, elapsedMs } = outcome;
  const type = operation?.Type === undefined ? "" : ` ${shown(operation.Type, 40)}`;
  const hasSucceeded = outcome.outcome === "succeeded";
  const mark = hasSucceeded ? style("green", hasUnicode ? "✔" : "+") : style("red", hasUnicode ? "✖" : "x");
  const ending = hasSucceeded ? "SUCCESS" : `${outcome.outcome} ${shown(outcome.code, 60)}`;
  return `${mark} ${shown(operationId, 255)}${type} ${ending} ${style("dim", `after ${formatMs(elapsedMs)}`)}`;
}

function widthOf(stream: NodeJS.WriteStream): number {
  return Math.max(20, stream.columns || 80) - 1;
}

function cut(text: string, width: number): string {
  const letters = Array.from(text);
  return letters.length <= width ? text : `${letters.slice(0, Math.max(0, width - 1)).join("")}…`;
}
