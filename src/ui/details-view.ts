import { explainErrorCode } from "../core/error-codes.js";
import { printable } from "../core/text.js";
import { copyButton, type Tell } from "./copy-button.js";
import { create } from "./dom.js";
import type { Formats } from "./format.js";
import type { OperationProgress } from "./operation-progress.js";
import { resumeCommands } from "./resume-command.js";
import { labelOf } from "./rows.js";
import { isResumable } from "./standing.js";
import type { StreamContext } from "../web/messages.js";

export interface DetailsContext {
  readonly context: StreamContext;
  readonly formats: Formats;
  readonly tell: Tell;
}

/** What there is to know of an operation beside its row: why it failed, what to do, its ids and its history. */
export function detailsOf(operation: OperationProgress, { context, formats, tell }: DetailsContext): Node[] {
  const { operationId, ownerAccount, transitions, outcome, adopted } = operation;
  const name = printable(labelOf(operation), 100);
  const ids = create("p", { class: "ids" }, "Operation ", code(operationId));
  ids.append(copyButton("Copy id", `of ${name}`, () => operationId, tell));
  if (ownerAccount !== undefined) ids.append(" in account ", code(ownerAccount));
  if (adopted) ids.append(" · was already in progress");
  const history = create("ol", { class: "history", "aria-label": `History of ${name}` });
  for (const { to, at } of transitions) history.append(create("li", {}, `${word(to)} `, time(at, formats)));
  if (outcome !== undefined && operation.endedAt !== undefined)
    history.append(create("li", {}, "Wait ended ", time(operation.endedAt, formats)));
  const resume = isResumable(operation)
    ? resumeCommands([operation], context).map((command) => resumeLine(command, name, tell))
    : [];
  return [...failureOf(operation, name, tell), ...resume, ids, history];
}

function failureOf({ outcome }: OperationProgress, name: string, tell: Tell): Node[] {
  if (outcome === undefined || outcome.outcome === "succeeded") return [];
  const said = outcome.outcome === "failed" ? outcome.operation?.ErrorMessage : undefined;
  const help = outcome.outcome === "failed" ? explainErrorCode(outcome.code) : undefined;
  const message = printable(said ?? outcome.message, 2000);
  const source = said === undefined ? "" : " · what Cloud Map said";
  const failure = create("div", { class: "failure", "data-outcome": outcome.outcome });
  failure.append(
    create("p", { class: "said" }, `${printable(outcome.code, 100)}${source}`),
    create("p", { class: "message" }, message),
  );
  if (help !== undefined)
    failure.append(create("p", { class: "said" }, "What to do"), create("p", { class: "help" }, help));
  const text = `${printable(outcome.code, 100)}: ${message}`;
  failure.append(
    copyButton(outcome.outcome === "failed" ? "Copy error" : "Copy message", `of ${name}`, () => text, tell),
  );
  return [failure];
}

function resumeLine(command: string, name: string, tell: Tell): Node {
  const line = create("p", { class: "resume" }, "Resume with ", code(command));
  line.append(copyButton("Copy command", `for ${name}`, () => command, tell));
  return line;
}

function word(status: string): string {
  return status.charAt(0) + status.slice(1).toLowerCase();
}

function code(text: string): HTMLElement {
  return create("code", { dir: "ltr" }, printable(text, 1000));
}

export function time(at: number, formats: Formats): HTMLElement {
  const date = formats.date(at);
  return create("time", { datetime: new Date(at).toISOString(), title: date }, formats.time(at));
}
