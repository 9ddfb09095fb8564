// What waits do under fake timers, whichever library fakes them. Plain JavaScript, for runners that compile nothing.
const realImmediate = globalThis.setImmediate;

/** Lets everything happen that needs no time. */
async function settle() {
  for (let turn = 0; turn < 3; turn++)
    await new Promise((resolve) => {
      realImmediate(resolve);
    });
}

/** Passes time on, a second at a time, until a promise settles. */
async function pass(tick, promise) {
  let result;
  promise.then(
    (value) => (result = { value }),
    (error) => (result = { error }),
  );
  for (let second = 0; second < 1000; second++) {
    await settle();
    if (result) return result;
    tick(1000);
  }
  throw new Error("the wait hangs");
}

function check(isTrue, what) {
  if (!isTrue) throw new Error(what);
}

/** Answers PENDING so many times, and then SUCCESS. */
function answering(pending) {
  let polls = 0;
  return {
    getOperation: async () => ({ Operation: { Status: ++polls > pending ? "SUCCESS" : "PENDING" } }),
    polls: () => polls,
  };
}

function hanging() {
  return new Promise(() => {});
}

/** The checks by name; each is given the package and the way to let so many milliseconds pass. */
export const checks = {
  async "a wait ends with its operation"({ OperationWaiter }, tick) {
    const { getOperation } = answering(8);
    const { value } = await pass(tick, new OperationWaiter({ getOperation }, "op-1").outcome());
    check(value.outcome === "succeeded", `it ${value.outcome}`);
    check(value.polls === 9, `after ${value.polls} polls`);
  },
  async "a wait ends at its deadline, after as many polls as its time allows"({ OperationWaiter }, tick) {
    const { getOperation } = answering(Number.POSITIVE_INFINITY);
    const waiter = new OperationWaiter({ getOperation, maxWaitTime: 60 }, "op-1");
    const { value } = await pass(tick, waiter.outcome());
    check(value.outcome === "timed-out", `it ${value.outcome}`);
    check(value.polls > 10, `after ${value.polls} polls`);
    check(value.elapsedMs >= 59_000 && value.elapsedMs < 70_000, `after ${value.elapsedMs} ms`);
  },
  async "requests that hang are given up"({ OperationWaiter }, tick) {
    const waiter = new OperationWaiter({ getOperation: hanging, maxWaitTime: 60 }, "op-1");
    const { value } = await pass(tick, waiter.outcome());
    check(value.outcome === "unreachable", `it ${value.outcome}`);
    check(value.requests > 3, `after ${value.requests} requests`);
  },
  async "a wait over whose deadline the clock jumps at once is polled before it ends"(
    { OperationWaiter },
    tick,
  ) {
    for (const ms of [600_000, 1_000_000]) {
      const { getOperation, polls } = answering(0);
      const outcome = new OperationWaiter({ getOperation }, "op-1").outcome();
      tick(ms);
      const { value } = await pass(tick, outcome);
      check(value.outcome === "succeeded", `it ${value.outcome} after ${polls()} polls`);
    }
  },
  async "a wait over whose deadline the clock jumps later is polled once more"({ OperationWaiter }, tick) {
    const { getOperation } = answering(1);
    const outcome = new OperationWaiter({ getOperation }, "op-1").outcome();
    await settle();
    tick(10);
    await settle();
    tick(1_000_000);
    const { value } = await pass(tick, outcome);
    check(value.outcome === "succeeded", `it ${value.outcome} after ${value.polls} polls`);
  },
};
