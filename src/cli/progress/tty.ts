import type { WaiterSnapshot } from "../../waiter/result/snapshot.js";
import { formatMs } from "../output/format.js";
import type { Progress, Watched } from "./progress.js";
import { sanitize } from "../output/sanitize.js";
import { type TerminalCapabilities, type Style, styleFor } from "./terminal-capabilities.js";

const frames = { unicode: "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏".split(""), ascii: ["|", "/", "-", "\\"] };
const redrawMs = 100;
/** More pending operations than this fold into a row of counts. */
const mostRows = 8;

/** So much of an id tells it from others. */
const shortestId = 8;

const hideCursor = "\u001B[?25l";
const showCursor = "\u001B[?25h";
const clearBelow = "\u001B[J";

/**
 * One redrawn row for each pending operation; what has ended stays as a line of its own. Nothing in the block comes from
 * outside unescaped, and every row is cut to the width, so that no row wraps and the block can be taken back.
 */
export function ttyProgress(
  watched: Watched,
  stream: NodeJS.WriteStream,
  look: TerminalCapabilities,
): Progress {
  const style = styleFor(look);
  const spinner = look.hasUnicode ? frames.unicode : frames.ascii;
  let drawn: readonly string[] = [];
  let frame = 0;

  function erase(): string {
    // The terminal may have become narrower, and wrapped what was one row.
    const rows = drawn.reduce(
      (sum, row) => sum + Math.max(1, Math.ceil((columnsOf(row) + 2) / (widthOf(stream) + 1))),
      0,
    );
    return rows === 0 ? "" : `\r\u001B[${rows}A${clearBelow}`;
  }
  function draw(permanent = ""): void {
    const rows = rowsOf(watched, stream, look);
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
function rowsOf(watched: Watched, stream: NodeJS.WriteStream, look: TerminalCapabilities): string[] {
  const { fleet, timeoutMs } = watched;
  const width = widthOf(stream) - 2;
  const { total, done } = fleet.getSnapshot();
  const room = Math.max(1, Math.min(mostRows, (stream.rows || 24) - 2));
  if (total - done > room) return [cut(join(countsOf(watched), look), width, look)];
  const limit = timeoutMs === undefined ? "" : ` of ${formatMs(timeoutMs)}`;
  const rows: string[] = [];
  for (const operation of fleet.operations()) {
    if (operation.phase !== "settled") rows.push(rowOf(operation, width, limit, look));
  }
  return rows;
}

function join(facts: readonly string[], { hasUnicode }: TerminalCapabilities): string {
  return facts.join(hasUnicode ? " · " : " - ");
}

function countsOf({ fleet, elapsedMs }: Watched): string[] {
  const { total, done, pending, outcomes } = fleet.getSnapshot();
  const others = done - outcomes.succeeded;
  return [
    `${done}/${total} done`,
    ...(others > 0 ? [`${others} not succeeded`] : []),
    `${pending.PENDING} pending`,
    ...(pending.SUBMITTED > 0 ? [`${pending.SUBMITTED} submitted`] : []),
    ...(pending.UNSEEN > 0 ? [`${pending.UNSEEN} not seen yet`] : []),
    formatMs(elapsedMs()),
  ];
}

function rowOf(operation: WaiterSnapshot, width: number, limit: string, look: TerminalCapabilities): string {
  const { operationType, startedAt = Date.now(), nextPollAt } = operation;
  const id = sanitize(operation.operationId, 255);
  const nextMs = nextPollAt === undefined ? 0 : nextPollAt - Date.now();
  const type = operationType === undefined ? [] : [sanitize(operationType, 40)];
  const status = operation.status ?? "not seen yet";
  const elapsed = formatMs(Date.now() - startedAt);
  // As wide whatever it says, so that the other facts don't come and go with it.
  const next = (nextMs < 50 ? "polling" : `next in ${formatMs(nextMs)}`).padEnd(14);
  // Where there is no room for all, the id gives way, then these, one after another: what happens is the point.
  const choices = [
    [...type, status, `${elapsed}${limit}`, next],
    [...type, status, elapsed, next],
    [status, elapsed, next],
    [status, elapsed],
    [status],
  ].map((facts) => join(facts, look));
  const chosen = choices.find((text) => columnsOf(text) + 2 + shortestId <= width) ?? status;
  const idWidth = Math.max(shortestId, width - columnsOf(chosen) - 2);
  return cut(`${cut(id, idWidth, look)}  ${chosen}`.trimEnd(), width, look);
}

type SettledOutcome = Extract<Parameters<Progress["event"]>[0], { type: "settled" }>["outcome"];

/** The line that stays of an operation that has ended. */
function endLine(outcome: SettledOutcome, { hasUnicode }: TerminalCapabilities, style: Style): string {
  const { operation, operationId, elapsedMs } = outcome;
  const type = operation?.Type === undefined ? "" : ` ${sanitize(operation.Type, 40)}`;
  const hasSucceeded = outcome.outcome === "succeeded";
  const mark = hasSucceeded ? style("green", hasUnicode ? "✔" : "+") : style("red", hasUnicode ? "✖" : "x");
  const ending = hasSucceeded ? "SUCCESS" : `${outcome.outcome} ${sanitize(outcome.code, 60)}`;
  return `${mark} ${sanitize(operationId, 255)}${type} ${ending} ${style("dim", `after ${formatMs(elapsedMs)}`)}`;
}

function widthOf(stream: NodeJS.WriteStream): number {
  return Math.max(20, stream.columns || 80) - 1;
}

/** Cuts a text to a width in columns. */
function cut(text: string, width: number, { hasUnicode }: TerminalCapabilities): string {
  if (columnsOf(text) <= width) return text;
  let [kept, columns] = ["", 0];
  for (const letter of text) {
    columns += columnsOf(letter);
    if (columns >= width) break;
    kept += letter;
  }
  return `${kept}${hasUnicode ? "…" : "~"}`;
}

/** How many columns a text takes at the most: East Asian letters and pictures take two. */
function columnsOf(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (letter >= "\u1100" && letter !== "…" ? 2 : 1), 0);
}
