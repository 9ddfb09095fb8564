import { useSyncExternalStore } from "react";
import type { OperationWaiter, WaiterSnapshot } from "cloudmap-waiter";

/** The wait's snapshot, fresh with every change; the same on a server, where nothing changes. */
export function useOperation(waiter: OperationWaiter): WaiterSnapshot {
  return useSyncExternalStore(waiter.subscribe, waiter.getSnapshot, waiter.getSnapshot);
}

/** One operation's progress. React sets text, never markup, so nothing that an operation says becomes part of the page. */
export function OperationProgress({
  waiter,
  name,
}: {
  waiter: OperationWaiter;
  name: string;
}): React.JSX.Element {
  const { phase, status, outcome } = useOperation(waiter);
  const hasFailed = outcome !== undefined && outcome.outcome !== "succeeded";
  return (
    <section aria-busy={phase === "waiting"}>
      <h2>{name}</h2>
      <p role="status">{status ?? "not seen yet"}</p>
      {hasFailed && <p role="alert">{outcome.message}</p>}
    </section>
  );
}
