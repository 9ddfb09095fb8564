/**
 * The numbers behind the rate. `npm run bench -- --sweep NAME` shows for each why it has its value: the workloads that
 * hang on it, with half, the whole and twice of it. The bench varies them; nothing else does.
 */
export const tuning = {
  /** Requests a second at first, */
  startRate: 4,
  /** after a burst of at most this many. */
  startBurst: 20,
  /** Milliseconds. A request that has waited for its turn for less was not held up: no more are wanted. */
  trivialWaitMs: 50,
  /** The price of a request follows what is asked for within so many seconds. */
  priceSeconds: 2,
  /** Tokens that were taken in excess are paid back for at most this many seconds. */
  mostDebtSeconds: 2,
  /** Requests that are due are reordered after this share of them has been sent. */
  shareInOrder: 0.04,
  /**
   * Milliseconds, for each that is due: never sooner, or it takes a twentieth of a poll's CPU. No sweep shows it, but
   * `npm run bench -- --overheads --only cpu`.
   */
  reorderEveryMs: 0.1,
  /** What an answer adds to the rate while more is wanted and no limit is known: 0.5 multiplies it by 1.6 each second. */
  fastGain: 0.5,
  /** The same before any poll has shown an end: polls that find nothing are no reason to send more. */
  unrewardedGain: 0.15,
  /** What a poll that shows an end adds to the rate while no limit is known. */
  reward: 2,
  /** What an answer adds just after a limit was reached, */
  slowGain: 0.02,
  /** and the seconds after which that has doubled; it grows with the third power of the time. */
  plateauSeconds: 3,
  /** What a second adds while more is wanted, however low the rate: so processes that share a quota get similar shares. */
  additive: 0.2,
  /** A window of answers lasts at least this many seconds, */
  windowSeconds: 1,
  /** and has at least this many answers; with this many throttles, half the time is enough. */
  windowAnswers: 9,
  /** The share of throttles beyond those of others that is too small to act on, */
  tolerance: 0.03,
  /** and by how many standard errors it must be too large. */
  certainty: 1.5,
  /** What is sent of what was served, in a trial and after a limit was met. */
  trialShare: 0.9,
  /** Requests a second that a trial sends at least. */
  leastTrialRate: 2,
  /** A trial lasts until this many throttles would be expected if they weren't ours; a test shows how often fewer err; */
  trialThrottles: 5,
  /** or, as long as there is none at all, until this many would be. */
  clearThrottles: 2.5,
  /** So many of the requests that were served in a window may not have been, in a limit that it shows. */
  uncertainServed: 1.5,
  /** The throttles were ours if a trial leaves no more than this share of them. */
  verdict: 0.33,
  /** Seconds before a trial counts: an SDK client that was throttled sends again within them. */
  settleSeconds: 1,
  /** How much of what was learnt of others' throttles is left after another window. */
  memory: 0.93,
  /** Answers without a throttle that an estimate from few answers begins with. */
  priorAnswers: 5,
  /** From this share of a known limit on, one throttle shows that it is reached, */
  atLimit: 0.97,
  /** unless others cause more throttles than this. */
  quickTolerance: 0.06,
  /** At least this share of the limit is left after one such throttle. */
  leastFall: 0.8,
  /** So many throttles at a limit, if they are too many beyond doubt, make it be tested again. */
  doubtfulThrottles: 10,
  /** Requests sent for each that is served, in the long run. */
  politeRatio: 5,
  /** Throttles beyond that ratio that may be drawn at first, */
  firstCredit: 20,
  /** and after a quiet time. */
  mostCredit: 100,
  /** Requests a second that are sent in any case. */
  leastRate: 2,
};
