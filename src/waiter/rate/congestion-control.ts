import { tuning } from "./tuning.js";

interface Counts {
  answers: number;
  throttled: number;
}

/** Answers to requests that were sent since a time. */
interface Window extends Counts {
  since: number;
  /** Whether a throttle came just before it, so that the service's bucket was empty when it began. */
  readonly isSaturated: boolean;
}

/** Too many throttles, and the rate that was sent at, while a lower one shows whose they are. */
type Suspicion = Readonly<Counts> & { readonly rate: number };

/**
 * Finds how many requests a second a service answers, whose quota is unknown and shared. It grows while more is wanted.
 * When too many are throttled, it tests the cause: it sends a little less than was served. If that ends the throttles,
 * they were its own, and what was served is its limit, which it remembers and exceeds only slowly. If not, others cause
 * them: the rate is restored, and as many are tolerated from then on, within bounds that are polite. A limit that is met
 * too often is tested again.
 */
export class CongestionControl {
  readonly #maxRate: number;
  readonly #minRate: number;
  #rate: number;
  #window: Window;
  #suspicion: Suspicion | undefined;
  /** What is served a second when more than that is sent; Infinity while that is unknown. */
  #limit = Number.POSITIVE_INFINITY;
  #cutAt = Number.NEGATIVE_INFINITY;
  #servedSinceCut = 0;
  #grewAt: number;
  /** Sums over windows that were sent at less than the limit: the throttles in them are not ours. */
  #others: Counts = { answers: 0, throttled: 0 };
  /** At a limit that is known, since the cause was last tested. */
  #sinceTest: Counts = { answers: 0, throttled: 0 };
  /** Throttles that may still be drawn beyond the polite ratio. */
  #credit = tuning.firstCredit;
  #isRewarded = false;

  constructor(rate: number, maxRate: number, now: number) {
    this.#rate = rate;
    this.#maxRate = maxRate;
    this.#minRate = Math.min(rate, tuning.leastRate);
    this.#window = newWindow(now);
    this.#grewAt = now;
  }

  /** Requests a second to send. */
  get rate(): number {
    return this.#rate;
  }

  /** Requests a second that it believes are answered: more than the rate while it tests a cause. */
  get capacity(): number {
    return this.isLimited ? Math.max(this.#rate, tuning.trialShare * this.#limit) : this.#rate;
  }

  /** Whether it knows that more would be throttled. */
  get isLimited(): boolean {
    return this.#limit < Number.POSITIVE_INFINITY;
  }

  /** Whether it tests whose throttles it meets: whatever may be sent is to be sent, as it waits for the answers. */
  get isTesting(): boolean {
    return this.#suspicion !== undefined;
  }

  /** The share of requests that is throttled whatever it sends. */
  get othersShare(): number {
    return cautiousShare(this.#others);
  }

  /**
   * Learns from an answer, and whether more was wanted than was sent. Tells whether the rate was cut, so that nothing
   * that was saved up may be sent.
   */
  answered(isThrottled: boolean, sentAt: number, now: number, isMoreWanted: boolean): boolean {
    const { politeRatio, mostCredit, windowSeconds } = tuning;
    const credit = this.#credit + (isThrottled ? -1 : politeRatio - 1);
    this.#credit = Math.min(mostCredit, Math.max(0, credit));
    if (!isThrottled) this.#servedSinceCut++;
    if (!isThrottled && isMoreWanted) this.#grow(now);
    const window = this.#window;
    // What was sent at the very moment of the throttle met what the bucket had held.
    if (window.isSaturated ? sentAt <= window.since : sentAt < window.since) return false;
    if (this.isLimited && !this.isTesting) count(this.#sinceTest, isThrottled);
    if (isThrottled && this.#isAtLimit) return this.#meetLimit(now);
    if (isThrottled && !window.isSaturated && !this.isTesting) {
      // What was served before came from a bucket that had been full.
      this.#window = newWindow(now, true);
      return false;
    }
    count(window, isThrottled);
    const seconds = (now - window.since) / 1000;
    const isOver = window.answers >= this.#answersNeeded && seconds >= windowSeconds;
    const isDecided = window.throttled >= this.#throttlesThatDecide && seconds >= windowSeconds / 2;
    return (isOver || isDecided) && this.#conclude(window, seconds, now);
  }

  /** A trial takes as many answers as would show some throttles if sending less changed nothing; fewer if it shows none. */
  get #answersNeeded(): number {
    const { windowAnswers, trialThrottles, clearThrottles } = tuning;
    if (this.#suspicion === undefined) return windowAnswers;
    const share = cautiousShare(this.#suspicion);
    if (this.#window.throttled === 0) return clearThrottles / share;
    return Math.max(windowAnswers, trialThrottles / share);
  }

  /** So many throttles end a window before its time: in a trial, one more than its verdict could still take for few. */
  get #throttlesThatDecide(): number {
    if (this.#suspicion === undefined) return tuning.windowAnswers;
    return Math.floor(tuning.verdict * cautiousShare(this.#suspicion) * this.#answersNeeded) + 1;
  }

  /** A poll showed an end: while no limit is known, more polls are worth sending. */
  reward(): void {
    this.#isRewarded = true;
    if (this.isLimited || this.#window.isSaturated) return;
    this.#rate = Math.min(this.#maxRate, this.#rate + tuning.reward);
  }

  #grow(now: number): void {
    if (this.isTesting || this.#isTooMuch(this.#window)) return;
    const fast = this.#isRewarded ? tuning.fastGain : tuning.unrewardedGain;
    const seconds = (now - this.#cutAt) / 1000;
    const slow = tuning.slowGain * (1 + (seconds / tuning.plateauSeconds) ** 3);
    const gain = this.#rate < 0.8 * this.#limit ? fast : Math.min(tuning.fastGain, slow);
    const additive = (tuning.additive * Math.min(1000, now - this.#grewAt)) / 1000;
    this.#grewAt = now;
    this.#rate = Math.min(this.#maxRate, this.#rate + gain + additive);
  }

  /** At a limit that is known, one throttle tells that it is met, unless others cause them as well. */
  get #isAtLimit(): boolean {
    const { atLimit, quickTolerance } = tuning;
    return !this.isTesting && this.#rate > atLimit * this.#limit && this.othersShare < quickTolerance;
  }

  #meetLimit(now: number): true {
    // The service's bucket was empty at the last cut, and is again: what it served in between is its quota.
    const served = this.#servedSinceCut / ((now - this.#cutAt) / 1000);
    this.#limit = Math.max(served, tuning.leastFall * this.#limit);
    const isDoubtful =
      this.#sinceTest.throttled >= tuning.doubtfulThrottles && this.#isTooMuch(this.#sinceTest);
    if (isDoubtful) return this.#test(this.#sinceTest, this.#limit, now);
    return this.#cutTo(tuning.trialShare * this.#limit, now);
  }

  #conclude(window: Window, seconds: number, now: number): boolean {
    const suspicion = this.#suspicion;
    const served = window.answers - window.throttled;
    this.#window = newWindow(now);
    // What the SDK client sends again by itself may not be over yet.
    if (suspicion && window.answers / seconds > 1.5 * this.#rate + 1) return false;
    this.#suspicion = undefined;
    if (suspicion && !this.#isOurs(suspicion, window)) {
      this.#rate = Math.max(this.#rate, suspicion.rate);
      this.#limit = Number.POSITIVE_INFINITY;
      this.#cutAt = Number.NEGATIVE_INFINITY;
      return false;
    }
    if (this.#credit < 1) {
      const polite = (tuning.politeRatio * served) / seconds + tuning.leastRate;
      this.#limit = Math.max(this.#minRate, Math.min(this.#rate, polite));
      return this.#cutTo(this.#limit, now);
    }
    if (this.#isTooMuch(window)) {
      this.#limit = served / seconds;
      // The service serves at the beat of its bucket: only at the ends of a window is it uncertain what belongs to it.
      return this.#test(window, (served - tuning.uncertainServed) / seconds, now);
    }
    const isBelowLimit = this.#rate < tuning.atLimit * this.#limit;
    if (isBelowLimit || window.throttled / window.answers < this.othersShare) this.#learnOthers(window);
    return false;
  }

  /** Sends a little less than is believed to be served, which shows whose the throttles are. */
  #test({ answers, throttled }: Counts, served: number, now: number): true {
    this.#suspicion = { answers, throttled, rate: this.#rate };
    this.#sinceTest = { answers: 0, throttled: 0 };
    return this.#cutTo(Math.max(tuning.trialShare * served, tuning.leastTrialRate), now);
  }

  /** Whether sending less than was served has ended the throttles. */
  #isOurs(suspicion: Suspicion, window: Window): boolean {
    this.#learnOthers(window);
    const left = window.throttled / window.answers / cautiousShare(suspicion);
    if (left <= tuning.verdict && this.#isTooMuch(suspicion)) return true;
    this.#learnOthers(suspicion);
    return false;
  }

  #learnOthers({ answers, throttled }: Counts): void {
    this.#others.answers = this.#others.answers * tuning.memory + answers;
    this.#others.throttled = this.#others.throttled * tuning.memory + throttled;
  }

  /** Whether more are throttled than others cause, beyond doubt. */
  #isTooMuch({ answers, throttled }: Counts): boolean {
    const share = throttled / answers;
    const error = Math.sqrt((share * (1 - share)) / answers);
    return share > this.othersShare + tuning.tolerance + tuning.certainty * error;
  }

  #cutTo(rate: number, now: number): true {
    this.#rate = Math.max(this.#minRate, Math.min(this.#rate, rate));
    this.#cutAt = now;
    this.#servedSinceCut = 0;
    this.#window = newWindow(now + tuning.settleSeconds * 1000);
    return true;
  }
}

function newWindow(since: number, isSaturated = false): Window {
  return { since, answers: 0, throttled: 0, isSaturated };
}

function count(counts: Counts, isThrottled: boolean): void {
  counts.answers++;
  if (isThrottled) counts.throttled++;
}

/** The share of throttles, taken as smaller the fewer answers it is known by. */
function cautiousShare({ answers, throttled }: Counts): number {
  return throttled / (answers + tuning.priorAnswers);
}
