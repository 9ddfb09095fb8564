import { createClock } from "./clock.js";
import { handle, type Request } from "./handler.js";
import { statusAt, type Operation } from "./operations.js";
import type { Reply } from "./reply.js";
import { createRequestHandler, type EmulatorRequestHandler } from "./request-handler.js";
import { createRequestLog, type RequestRecord } from "./request-log.js";
import type { Scenario } from "./scenario.js";
import { startServer, type EmulatorServer, type ListenOptions } from "./server.js";
import { readScenario } from "./settings.js";
import { createWorld } from "./world.js";

export interface EmulatorOptions extends Scenario {
  /**
   * Real time in epoch milliseconds. Default: `Date.now`, looked up at each call, so that fake timers that are installed
   * later count.
   */
  readonly now?: () => number;
}

/** An operation as a test sees it: all of its timeline, also what a client can't know yet. */
export interface OperationRecord {
  readonly operationId: string;
  readonly type: string;
  readonly targets: Readonly<Record<string, string>>;
  /** The status now. */
  readonly status: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** Epoch milliseconds of emulated time, as all times here. */
  readonly createdAtMs: number;
  /** When it turns from SUBMITTED to PENDING. */
  readonly pendingAtMs: number;
  /** When it ends; Infinity when it never does. */
  readonly settledAtMs: number;
}

/** Cloud Map in this process. */
export interface Emulator {
  /**
   * Serves real HTTP on the loopback interface. Rejects with a `RangeError` for a host that is not a loopback address,
   * unless `allowRemote` says that this is meant, and with the system's error when the port is taken.
   */
  listen(options?: ListenOptions): Promise<EmulatorServer>;
  /**
   * A `requestHandler` for an SDK client: no socket and no real I/O, only microtasks, and `setTimeout` for what is to be
   * late, so that it runs under fake timers.
   */
  requestHandler(): EmulatorRequestHandler;
  /** Answers one request at the present time, at once. `delayMs` and `delivery` say how a door would deliver the answer. */
  handle(request: Request): Reply;
  /** Emulated time in epoch milliseconds. */
  now(): number;
  /** Moves emulated time forward by `ms` milliseconds, for operations, quotas and fault windows alike. */
  advance(ms: number): void;
  /** Forgets everything and starts again from the seed: the same requests then have the same history. */
  reset(): void;
  /** All operations, in the order in which they were started. */
  operations(): readonly OperationRecord[];
  /** The latest requests, oldest first; no more of them than `requestLogSize`. */
  requests(): readonly RequestRecord[];
  /** How many requests there have been since the start or the last reset. */
  readonly requestCount: number;
}

/** Makes an emulator. Throws a `ScenarioError` that names the option that breaks a rule. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const { now: source = () => Date.now(), ...scenario } = options;
  const settings = readScenario(scenario);
  const clock = createClock(source, settings.speed);
  let world = createWorld(settings, clock.now());
  let log = createRequestLog(settings.requestLogSize);

  const emulator: Emulator = {
    listen: (listenOptions) => startServer(emulator, settings.speed, listenOptions),
    requestHandler: () => createRequestHandler(emulator, settings.speed),
    handle: (request) => handle(request, clock.now(), world, log),
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    reset() {
      world = createWorld(settings, clock.now());
      log = createRequestLog(settings.requestLogSize);
    },
    operations() {
      const now = clock.now();
      world.operations.settleUntil(now);
      return world.operations.all.map((operation) => record(operation, now));
    },
    requests: () => log.records(),
    get requestCount() {
      return log.total;
    },
  };
  return emulator;
}

function record(operation: Operation, now: number): OperationRecord {
  const { status } = statusAt(operation, now);
  const failure = status === "FAIL" ? operation.failure : undefined;
  return {
    operationId: operation.id,
    type: operation.type,
    targets: operation.targets ?? {},
    status,
    ...(failure && { errorCode: failure.code, errorMessage: failure.message }),
    createdAtMs: operation.createdAt,
    pendingAtMs: operation.pendingAt,
    settledAtMs: operation.settledAt,
  };
}
