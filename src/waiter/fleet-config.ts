import { checkFlag, resolveConfig, type Settings, type WaitConfig } from "./config.js";
import { type SessionListener, WaitSession } from "./wait-session.js";

/** How to wait for many operations: as for one, with one deadline for all of them, counted from the first. */
export type FleetConfig = WaitConfig & {
  /** Ends the other waits, as aborted, as soon as one operation has not succeeded. Default false. */
  readonly failFast?: boolean | undefined;
};

/**
 * The session of a fleet, which `failFast` may stop.
 * @throws {OptionError} for an option that cannot be used.
 */
export function fleetSession(config: FleetConfig, listener?: SessionListener): WaitSession {
  const settings: Settings = resolveConfig(config, "failFast");
  const { failFast = false } = config;
  checkFlag("failFast", failFast);
  const session: WaitSession = new WaitSession(settings, (event, wait) => {
    listener?.(event, wait);
    if (failFast && event.type === "settled" && event.outcome.outcome !== "succeeded")
      session.stop(new DOMException("Another operation did not succeed", "AbortError"));
  });
  return session;
}
