import { createClock } from "./transport/clock.js";
import type { Controls, OperationRecord } from "./transport/control.js";
import { handle, type Request } from "./transport/handle-request.js";
import { statusAt, type Operation } from "./account/operation-book.js";
import type { Reply } from "./protocol/reply.js";
import { createRequestHandler, type EmulatorRequestHandler } from "./transport/request-handler.js";
import { createRequestLog } from "./transport/request-log.js";
import type { Scenario } from "./scenario/scenario.js";
import { startServer, type EmulatorServer, type ListenOptions } from "./transport/server.js";
import { readScenario } from "./scenario/settings.js";
import { createAccount } from "./account/account.js";

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
}

/** Makes an emulator. Throws a `ScenarioError` that names the option that breaks a rule. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const { now: source = () => Date.now(), ...scenario } = options;
  const settings = readScenario(scenario);
  const clock = createClock(source, settings.speed);
  let account = createAccount(settings, clock.now());
  let log = createRequestLog(settings.requestLogSize);

  const emulator: Emulator = {
    listen: (listenOptions) => startServer(emulator, settings.speed, listenOptions),
    requestHandler: () => createRequestHandler(emulator, settings.speed),
    handle: (request) => handle(request, clock.now(), account, log),
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    reset() {
      account = createAccount(settings, clock.now());
      log = createRequestLog(settings.requestLogSize);
    },
    operations() {
      const now = clock.now();
      account.operations.settleUntil(now);
      return account.operations.all.map((operation) => record(operation, now));
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
