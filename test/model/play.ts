import { installClock, runUntil } from "../support/clock.js";
import type { OperationEvent } from "../../src/waiter/events/events.js";
import { OperationFleet } from "../../src/waiter/operation-fleet.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { Pacer } from "../../src/waiter/rate/pacer.js";
import type { PacerSnapshot } from "../../src/waiter/rate/pacer-options.js";
import type { Outcome } from "../../src/waiter/result/outcome.js";
import { CountingSignal } from "./counting-signal.js";
import type { Incident, Prank, Reply, Script } from "./script.js";
import { type LoggedRequest, scriptedService } from "./service.js";

/** One operation, as it went. All times are milliseconds of the clock that only goes forward. */
export interface Played {
  readonly id: string;
  readonly beganAt: number;
  /** When its outcome was there. */
  settledAt?: number;
  outcome?: Outcome;
  requests: readonly LoggedRequest[];
}

/** What there is to check once a script has been played. */
export interface Performance {
  readonly operations: readonly Played[];
  /** As listeners heard them. */
  readonly events: readonly OperationEvent[];
  /** As a reader read them. */
  readonly read: readonly OperationEvent[];
  /** When it was called off, if it was. */
  readonly abortedAt: number;
  /** When nobody held it any more. */
  readonly freeAt: number;
  readonly endedAt: number;
  readonly frozenMs: number;
  readonly thrown: number;
  readonly snapshots: readonly SnapshotLike[];
  readonly left: {
    readonly timers: number;
    readonly listenersOnSignal: number;
    readonly pacer: PacerSnapshot;
    readonly lateEvents: number;
  };
}

export interface SnapshotLike {
  readonly phase: "idle" | "waiting" | "settled";
  readonly total?: number;
  readonly done?: number;
  readonly pending?: Readonly<Record<string, number>>;
}

type Subject = Pick<OperationWaiter | OperationFleet, "on" | "events" | "stop" | "subscribe" | "getSnapshot">;

const eventTypes = ["adopted", "transition", "poll", "retry", "settled"] as const;
/** Longer than any answer takes to come. */
const allAnswersMs = 20_000;

/** Plays a script in virtual time, to its end and past it. */
export async function play(script: Script, kind: "waiter" | "fleet"): Promise<Performance> {
  const clock = installClock();
  try {
    const stage = new Stage(script, kind, clock);
    await runUntil(clock, stage.run());
    stage.end();
    const heard = stage.events.length;
    await clock.tickAsync(allAnswersMs);
    return stage.review(clock.countTimers(), stage.events.length - heard);
  } finally {
    clock.uninstall();
  }
}

type Clock = ReturnType<typeof installClock>;

class Stage {
  readonly #script: Script;
  readonly #clock: Clock;
  readonly #replies = new Map<string, readonly Reply[]>();
  readonly #service = scriptedService(this.#replies);
  readonly #pacer: Pacer;
  readonly #signal = new CountingSignal();
  readonly #subject: Subject;
  readonly #add: (id: string) => Promise<Outcome>;
  readonly #played = new Map<string, Played>();
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  readonly #read: OperationEvent[] = [];
  readonly #snapshots: SnapshotLike[] = [];
  readonly events: OperationEvent[] = [];
  #abortedAt = Number.POSITIVE_INFINITY;
  #frozenMs = 0;
  #thrown = 0;
  #endedAt = 0;
  #freeAt = 0;

  constructor(script: Script, kind: "waiter" | "fleet", clock: Clock) {
    this.#script = script;
    this.#clock = clock;
    const { rate, ...pacer } = script.pacer;
    this.#pacer = new Pacer({ rate, maxRate: rate, ...pacer });
    const config = {
      ...script.policy,
      getOperation: this.#service.getOperation,
      abortSignal: this.#signal.signal,
      pacer: this.#pacer,
    };
    if (kind === "waiter") {
      const waiter = new OperationWaiter(config, "op-0");
      this.#subject = waiter;
      this.#add = () => waiter.outcome();
    } else {
      const fleet = new OperationFleet({ ...config, failFast: script.failFast });
      this.#subject = fleet;
      this.#add = (id) => fleet.add(id);
    }
    for (const type of eventTypes) this.#subject.on(type, (event: OperationEvent) => this.#hear(event));
    this.#subject.subscribe(() => this.#snapshots.push(this.#subject.getSnapshot()));
  }

  /** Resolves when all has been added, let go and settled. */
  async run(): Promise<void> {
    const { operations, incidents, hold } = this.#script;
    for (const incident of incidents) this.#at(incident.atMs, () => this.#happen(incident));
    const held = hold && this.#hold(...hold);
    const added = operations.map(async ({ addAtMs, replies }, index) => {
      if (addAtMs > 0)
        await new Promise((resolve) => {
          setTimeout(resolve, addAtMs);
        });
      await this.#begin(`op-${index}`, replies);
    });
    await Promise.all([...added, held]);
    const reading = (async () => {
      for await (const event of this.#subject.events()) this.#read.push(event);
    })();
    if (this.#subject instanceof OperationFleet) await this.#subject.outcomes();
    this.#endedAt = performance.now();
    // Nothing that was added leaves an idle fleet, whose readers wait on.
    if (this.#subject.getSnapshot().phase === "settled") await reading;
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  review(timers: number, lateEvents: number): Performance {
    for (const played of this.#played.values()) played.requests = this.#service.requests.get(played.id) ?? [];
    return {
      operations: [...this.#played.values()],
      events: this.events,
      read: this.#read,
      abortedAt: this.#abortedAt,
      freeAt: this.#freeAt,
      endedAt: this.#endedAt,
      frozenMs: this.#frozenMs,
      thrown: this.#thrown,
      snapshots: this.#snapshots,
      left: { timers, listenersOnSignal: this.#signal.listeners, pacer: this.#pacer.snapshot, lateEvents },
    };
  }

  #at(ms: number, callback: () => void): void {
    this.#timers.push(setTimeout(callback, ms));
  }

  async #begin(id: string, replies: readonly Reply[]): Promise<void> {
    this.#replies.set(id, replies);
    const played: Played = { id, beganAt: performance.now(), requests: [] };
    this.#played.set(id, played);
    played.outcome = await this.#add(id);
  }

  async #hold(fromMs: number, forMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#at(fromMs, () => {
        const letGo = this.#subject instanceof OperationFleet ? this.#subject.hold() : () => {};
        this.#at(forMs, () => {
          this.#freeAt = performance.now();
          letGo();
          letGo();
          resolve();
        });
      });
    });
  }

  #hear(event: OperationEvent): void {
    this.events.push(event);
    const played = this.#played.get(event.operationId);
    if (event.type === "settled") {
      if (played) played.settledAt = performance.now();
      const isEnough = this.#script.failFast && event.outcome.outcome !== "succeeded";
      if (isEnough) this.#abortedAt = Math.min(this.#abortedAt, performance.now());
    }
    for (const [seq, prank] of this.#script.pranks) if (seq === event.seq) this.#prank(prank, seq);
  }

  #prank(prank: Prank, seq: number): void {
    if (prank === "throw") {
      this.#thrown++;
      throw new Error("a listener's own fault");
    }
    if (prank === "add") {
      const [first] = this.#script.operations;
      if (first && this.#subject instanceof OperationFleet) void this.#begin(`op-late-${seq}`, first.replies);
      return;
    }
    this.#happen({ type: prank, atMs: 0 });
  }

  #happen(incident: Incident): void {
    switch (incident.type) {
      case "abort":
      case "stop":
        this.#abortedAt = Math.min(this.#abortedAt, performance.now());
        if (incident.type === "abort") this.#signal.abort("enough");
        else this.#subject.stop("enough");
        break;
      case "clock-jump":
        this.#clock.setSystemTime(Date.now() + incident.byMs);
        break;
      case "freeze":
        this.#frozenMs += incident.forMs;
        standStill(this.#clock, incident.forMs);
        break;
    }
  }
}

/** No timer fires for so long, and then all that were due meanwhile do, one after another. */
function standStill(clock: Clock, ms: number): void {
  const { tick } = clock;
  // A jump makes the timers late, and would fire them all before anything else can happen.
  clock.tick = () => clock.now;
  clock.jump(ms);
  clock.tick = tick;
}
