import { useMemo, useSyncExternalStore } from "react";
import {
  type CloudmapProgress,
  createProgressStore,
  define,
  labelOf,
  type ProgressSnapshot,
  type ProgressStore,
  standingOf,
} from "cloudmap-waiter/ui";

define();

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "cloudmap-progress": React.HTMLAttributes<CloudmapProgress> & {
        src?: string;
        heading?: string;
        page?: boolean;
      };
    }
  }
}

/** The component as it is. */
export function Progress({ src }: { src: string }): React.JSX.Element {
  return <cloudmap-progress src={src} heading="Rollout" />;
}

/**
 * What a stream tells, for those who draw their own. The connection is open while a component uses the store, also where
 * StrictMode uses it twice; leaving ends no wait on the server.
 */
export function useProgress(src: string): ProgressSnapshot & Pick<ProgressStore, "now"> {
  const store = useMemo(() => createProgressStore(src), [src]);
  const snapshot = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
  return { ...snapshot, now: store.now };
}

/** A list of one's own. */
export function OwnProgress({ src }: { src: string }): React.JSX.Element {
  const { operations, connection, now } = useProgress(src);
  return (
    <section aria-label="Operations">
      <p>{connection.state}</p>
      <ul>
        {Array.from(operations, ([key, operation]) => (
          <li key={key}>
            {labelOf(operation)}: {standingOf(operation, now()).word}
          </li>
        ))}
      </ul>
    </section>
  );
}
