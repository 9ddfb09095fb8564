import type { Reply } from "./protocol/reply.js";
import type { Scenario } from "./scenario/scenario.js";
import { readScenario } from "./scenario/settings.js";
import { clientIdentity } from "./transport/client-config.js";
import { createClock } from "./transport/clock.js";
import { createControls } from "./transport/create-controls.js";
import { handle } from "./transport/handle-request.js";
import type {
  Controls,
  EmulatorRequestHandler,
  EmulatorServer,
  InProcessClientConfig,
  ListenOptions,
  Request,
} from "./transport/index.js";
import { beginLife } from "./transport/life.js";
import { createRequestHandler } from "./transport/request-handler.js";
import { startServer } from "./transport/server.js";

export interface EmulatorOptions extends Scenario {
  /**
   * Real time in epoch milliseconds. Default: `Date.now`, looked up at each call, so that fake timers that are installed
   * later count.
   */
  readonly now?: () => number;
}

/** Cloud Map in this process. */
export interface Emulator extends Controls {
  /**
   * Serves real HTTP on the loopback interface. Rejects with a `RangeError` for a host that is not a loopback address,
   * unless `allowRemote` says that this is meant, and for options that make no sense; with the system's error when the
   * port is taken.
   */
  listen(options?: ListenOptions): Promise<EmulatorServer>;
  /**
   * A `requestHandler` for an SDK client: no socket and no real I/O, only microtasks, and `setTimeout` for what is to be
   * late, so that it runs under fake timers.
   */
  requestHandler(): EmulatorRequestHandler;
  /** The configuration of an SDK client that talks to this emulator in process, with a region and dummy credentials. */
  clientConfig(): InProcessClientConfig;
  /** Answers one request at the present time, at once. `delayMs` and `delivery` say how a door would deliver the answer. */
  handle(request: Request): Reply;
}

/** Makes an emulator. Throws a `ScenarioError` that names the option that breaks a rule. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const { now: source = () => Date.now(), ...scenario } = options;
  if (typeof source !== "function") throw new RangeError(`now must be a function; got ${typeof source}`);
  const settings = readScenario(scenario);
  const clock = createClock(source, settings.speed, settings.startAtMs);
  let life = beginLife(settings, clock.now());
  const controls = createControls(
    clock,
    () => life,
    () => {
      life = beginLife(settings, clock.now());
    },
  );
  const emulator: Emulator = {
    ...controls,
    // A spread would keep the count of now.
    get requestCount() {
      return controls.requestCount;
    },
    handle: (request) => handle(request, clock.now(), life.regions, life.log),
    requestHandler: () => createRequestHandler(emulator, settings.speed),
    clientConfig: () => ({ ...clientIdentity(settings.region), requestHandler: emulator.requestHandler() }),
    listen: (listenOptions) => startServer(emulator, settings, listenOptions),
  };
  return emulator;
}
