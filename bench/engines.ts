// The engines as contenders on the virtual clock: the package's own code for each, on contexts that only sleep and count.
import { GetOperationCommand, type ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import {
  type AcquireOptions,
  defaultPolicy,
  drive,
  OperationFleet,
  Pacer,
  type Permit,
  pollOnce,
  resolvePolicy,
  schedule,
} from "../src/index.js";
import {
  type DurableContextLike,
  waitForOperation,
  waitForOperations,
} from "../src/engines/durable/index.js";
import type { Contender } from "./contenders.js";

/** What a durable execution is charged for. */
export interface Metered {
  durableOperations: number;
  writtenBytes: number;
  invocations: number;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** A durable context that stores nothing, sleeps on the virtual clock, and meters as Lambda does: one for each poll, and one more. */
function meteredContext(metered: Metered): DurableContextLike {
  return {
    executionContext: { durableExecutionArn: "arn:aws:lambda:us-east-1:123456789012:function:f" },
    step: async (_name, run) => await run({ attempt: 1 }),
    waitForCondition: async (_name, check, { initialState, waitStrategy }) => {
      metered.durableOperations++;
      for (let state = initialState; ;) {
        state = await check(state);
        metered.durableOperations++;
        metered.invocations++;
        metered.writtenBytes += JSON.stringify(state).length;
        const decision = waitStrategy(state);
        if (!decision.shouldContinue) return state;
        await sleep(decision.delay.seconds * 1000);
      }
    },
  };
}

export function durable(metered: Metered): Contender {
  return {
    name: "Lambda durable function, one operation each",
    start: (client) => async (id) => {
      await waitForOperation(meteredContext(metered), { client }, id);
      return true;
    },
  };
}

/** As many operations in one execution as `size` says, in the order in which they are started. */
export function durableFleet(metered: Metered, size: number): Contender {
  return {
    name: `Lambda durable function, ${size} operations each`,
    start(client) {
      let batch: { id: string; resolve: (isSeen: boolean) => void }[] = [];
      const run = async (members: typeof batch): Promise<void> => {
        const ids = members.map(({ id }) => id);
        const outcomes = await waitForOperations(meteredContext(metered), { client }, ids);
        for (const [index, { resolve }] of members.entries())
          resolve(outcomes[index]?.outcome === "succeeded");
      };
      return async (id) =>
        await new Promise((resolve, reject) => {
          batch.push({ id, resolve });
          if (batch.length < size) return;
          run(batch).catch(reject);
          batch = [];
        });
    },
  };
}

/** The table of delays that the state machine walks through. */
export const stepFunctions: Contender = {
  name: "Step Functions",
  start: (client) => async (OperationId) => {
    for (const seconds of [0, ...schedule(defaultPolicy)]) {
      await sleep(seconds * 1000);
      const { Operation } = await client.send(new GetOperationCommand({ OperationId }));
      if (Operation?.Status === "SUCCESS") return true;
    }
    return false;
  },
};

export const loop: Contender = {
  name: "`drive` on DBOS or Restate",
  start: (client) => async (OperationId) => {
    const observe = async () => await pollOnce({ client }, OperationId);
    const decision = await drive({ observe, sleep }, { OperationId }, resolvePolicy({}));
    return decision.type === "done";
  },
};

/** A limiter of fixed windows, as rate-limiter-flexible keeps them in Redis or PostgreSQL. */
class Windows {
  #window = 0;
  #taken = 0;

  constructor(readonly points: number) {}

  /** Milliseconds until a request may be asked for again; 0 when one has been given. */
  take(): number {
    const now = Date.now();
    const window = Math.floor(now / 1000);
    if (window !== this.#window) [this.#window, this.#taken] = [window, 0];
    if (this.#taken++ < this.points) return 0;
    return 1000 - (now % 1000);
  }
}

class SharedPacer extends Pacer {
  readonly #windows: Windows;

  constructor(windows: Windows) {
    super({ rate: windows.points, maxRate: windows.points });
    this.#windows = windows;
  }

  override async acquire(options: AcquireOptions): Promise<Permit> {
    const permit = await super.acquire(options);
    for (let waitMs = this.#windows.take(); waitMs > 0; waitMs = this.#windows.take()) await sleep(waitMs);
    return permit;
  }
}

/** So many processes, which take turns in starting operations, each with a budget of its own or all with one of `points` a second. */
export function processes(count: number, points?: number): Contender {
  return {
    name: `${count} ${count === 1 ? "process" : "processes"}, ${points === undefined ? "a budget each" : "one budget"}`,
    start(client: ServiceDiscoveryClient) {
      const windows = points === undefined ? undefined : new Windows(points);
      const fleets = Array.from({ length: count }, () => {
        const pacer = windows ? new SharedPacer(windows) : new Pacer();
        return new OperationFleet({ client, pacer, maxWaitTime: 3600 });
      });
      let next = 0;
      return async (id) => (await fleets[next++ % count]?.add(id))?.outcome === "succeeded";
    },
  };
}
