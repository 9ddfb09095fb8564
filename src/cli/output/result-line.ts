import type { Operation, Targets } from "../../core/operation.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import type { Options } from "../input/command-line.js";
import { sanitize } from "./sanitize.js";

/** What stdout has for one id: its target, its status, or a dash where there is none. */
export function resultText(outcome: Outcome, print: Options["print"]): string {
  if (print === "status") return sanitize(outcome.operation?.Status ?? "-", 300);
  return sanitize(
    (outcome.outcome === "succeeded" && primaryTarget(outcome.targets, outcome.operation)) || "-",
    300,
  );
}

/** The id of what the operation is about; REGISTER_INSTANCE may name its service beside its instance. */
function primaryTarget(targets: Targets, operation: Operation | undefined): string | undefined {
  const kind = operation?.Type?.split("_").at(-1) ?? "";
  return (
    targets[kind as keyof Targets] ??
    targets.INSTANCE ??
    targets.SERVICE ??
    targets.NAMESPACE ??
    Object.values(targets)[0]
  );
}
