import type { Operation, Targets } from "../../core/operation.js";
import type { Outcome } from "../../waiter/result/outcome.js";
import { sanitize } from "./sanitize.js";

/** What stdout has for one id: its target, its status, or undefined where there is none. */
export function resultText(outcome: Outcome, print: "target" | "status"): string | undefined {
  const text =
    print === "status"
      ? outcome.operation?.Status
      : outcome.outcome === "succeeded"
        ? primaryTarget(outcome.targets, outcome.operation)
        : undefined;
  return text === undefined ? undefined : sanitize(text, 300);
}

/** The id of what the operation is about; REGISTER_INSTANCE may name its service beside its instance. */
export function primaryTarget(targets: Targets, operation: Operation | undefined): string | undefined {
  // Cloud Map may name kinds that this version doesn't know.
  const byKind: Readonly<Record<string, string | undefined>> = { ...targets };
  const kind = operation?.Type?.split("_").at(-1) ?? "";
  const text =
    byKind[kind] ?? targets.INSTANCE ?? targets.SERVICE ?? targets.NAMESPACE ?? Object.values(byKind)[0];
  return text === "" ? undefined : text;
}
