import { readSnapshot } from "./account/read-snapshot.js";
import { createRegions, type Regions } from "./account/regions.js";
import { restoreSnapshot } from "./account/restore.js";
import { takeSnapshot } from "./account/snapshot.js";
import type { Reply } from "./protocol/reply.js";
import { createRandom } from "./scenario/random.js";
import { createRules, readRuleSet, type Rules } from "./scenario/rules.js";
import type { Scenario } from "./scenario/scenario.js";
import { durationsFor, readScenario, readWith, type Settings } from "./scenario/settings.js";
import { clientIdentity, type InProcessClientConfig } from "./transport/client-config.js";
import { createClock } from "./transport/clock.js";
import {
  ControlError,
  operationRecords,
  readSettlement,
  settleOperation,
  type Controls,
} from "./transport/controls.js";
import { handle } from "./transport/handle-request.js";
import type { Request } from "./transport/request.js";
import { createRequestHandler, type EmulatorRequestHandler } from "./transport/request-handler.js";
import { createRequestLog, type RequestLog } from "./transport/request-log.js";
import type { ListenOptions } from "./transport/listen-options.js";
import { startServer, type EmulatorServer } from "./transport/server.js";

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

/** All that a reset throws away. */
interface Life {
  readonly rules: Rules;
  readonly regions: Regions;
  readonly log: RequestLog;
}

/** Makes an emulator. Throws a `ScenarioError` that names the option that breaks a rule. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const { now: source = () => Date.now(), ...scenario } = options;
  const settings = readScenario(scenario);
  const clock = createClock(source, settings.speed, settings.startAtMs);
  let life = begin(settings, clock.now());

  const emulator: Emulator = {
    listen: (listenOptions) => startServer(emulator, settings, listenOptions),
    requestHandler: () => createRequestHandler(emulator, settings.speed),
    clientConfig: () => ({ ...clientIdentity(settings.region), requestHandler: emulator.requestHandler() }),
    handle: (request) => handle(request, clock.now(), life.regions, life.log),
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    reset() {
      clock.set();
      life = begin(settings, clock.now());
    },
    operations: () => operationRecords(life.regions, clock.now()),
    settle: (operationId, settlement = {}) =>
      settleOperation(operationId, readWith(readSettlement, settlement), life.regions, clock.now()),
    requests: () => life.log.records(),
    get requestCount() {
      return life.log.total;
    },
    addRules: (rules) => life.rules.add(readWith(readRuleSet, rules), clock.now()),
    removeRules(id) {
      if (!life.rules.remove(id)) throw new ControlError(`There are no rules with the id ${id}.`, 404);
    },
    rules: () => life.rules.active,
    snapshot: () => {
      operationRecords(life.regions, clock.now());
      return takeSnapshot(life.regions, clock.now());
    },
    restore(snapshot) {
      const checked = readWith(readSnapshot, snapshot);
      clock.set(checked.nowMs);
      restoreSnapshot(checked, life.regions);
    },
  };
  return emulator;
}

function begin(settings: Settings, now: number): Life {
  const random = createRandom(String(settings.seed)).fork("faults");
  const rules = createRules(settings.rules, durationsFor[settings.settles], random, now);
  return {
    rules,
    regions: createRegions(settings, rules, now),
    log: createRequestLog(settings.requestLogSize, settings.requestLogBytes),
  };
}
