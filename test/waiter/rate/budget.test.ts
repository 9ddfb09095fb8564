import { describe, expect, test } from "vitest";
import { usualMs } from "../../../src/core/poll-strategy.js";
import { optimalPollDelayMs, type SurvivalTable } from "../../../src/core/survival.js";
import { Budget, budgetOf } from "../../../src/waiter/rate/budget.js";
import { Pacer } from "../../../src/waiter/rate/pacer.js";
import { useVirtualTime } from "../../support/virtual-time.js";

useVirtualTime();

/** A budget that so many waits share. */
function shared(activeWaits: number, pacer: Pacer = new Pacer()): Budget {
  const budget = new Budget(pacer);
  const { signal } = new AbortController();
  for (let index = 0; index < activeWaits; index++) void budget.pacer.acquire({ signal, delayMs: 1000 });
  return budget;
}

/** The table that is expected of an operation of a type. */
function tableOf(budget: Budget, type?: string): SurvivalTable {
  const { table } = budget.expectation(type, 0);
  if (table === undefined) throw new Error("expected a table");
  return table;
}

/** When an operation of a type would be polled first, at a given cost. */
function firstPollMs(budget: Budget, type?: string): number {
  return optimalPollDelayMs(tableOf(budget, type), 0, 500, 60_000);
}

describe(Budget, () => {
  test("counts those that wait, and takes the rate that the pacer has found", () => {
    expect(shared(5).expectation(undefined, 0).table).toBeUndefined();
    const withOneMore = { ...shared(5).pacer.load, activeWaits: 6 };
    expect(shared(5).expectation(undefined, 0, withOneMore).table).toBeDefined();
    expect(shared(6).slackMs("REGISTER_INSTANCE", 8000)).toBeGreaterThan(
      5 * shared(6, new Pacer({ rate: 40 })).slackMs("REGISTER_INSTANCE", 8000),
    );
  });

  test("expects of a namespace's creation that it takes what it typically takes, also of the only one", () => {
    const table = tableOf(shared(1), "CREATE_NAMESPACE");
    expect(optimalPollDelayMs(table, 40_000, 25, 60_000)).toBeLessThan(1000);
    expect(optimalPollDelayMs(table, 10_000, 25, 60_000)).toBeGreaterThan(2500);
    expect(shared(1).expectation("CREATE_NAMESPACE", 0).isKnown).toBe(true);
  });

  test.each([
    ["CREATE_NAMESPACE", 40_300],
    ["DELETE_NAMESPACE", 1500],
    ["DEREGISTER_INSTANCE", 1500],
  ])("knows from the start how long %s usually takes", (type, typicalMs) => {
    const { low = 0, high = 0 } = usualMs(shared(1).kind(type)) ?? {};
    expect(low).toBeLessThan(typicalMs);
    expect(high).toBeGreaterThan(typicalMs);
    expect(low).toBeGreaterThan(typicalMs / 4);
    expect(high).toBeLessThan(typicalMs * 4);
  });

  test("takes five ends to tell how long a kind takes", () => {
    const budget = shared(1);
    for (let end = 1; end <= 5; end++) {
      expect(budget.expectation("REGISTER_INSTANCE", 0)).toMatchObject({ table: undefined, isKnown: false });
      expect(usualMs(budget.kind("REGISTER_INSTANCE"))).toBeUndefined();
      budget.learn("REGISTER_INSTANCE", 0, 8000, true);
    }
    expect(tableOf(budget, "REGISTER_INSTANCE")).toBeDefined();
    expect(budget.expectation("REGISTER_INSTANCE", 0).isKnown).toBe(true);
    expect(usualMs(budget.kind("REGISTER_INSTANCE"))?.high).toBeLessThan(9000);
    // What isn't known to be of that kind is polled at once, as long as hardly anybody competes.
    expect(budget.expectation(undefined, 0).table).toBeUndefined();
  });

  test("tells the pacer of each end that a poll has shown", () => {
    const budget = shared(6);
    const { rate } = budget.pacer;
    budget.learn("REGISTER_INSTANCE", 0, 1000, false);
    expect(budget.pacer.rate).toBe(rate);
    budget.learn("REGISTER_INSTANCE", 1000, 2000, true);
    expect(budget.pacer.rate).toBeGreaterThan(rate);
  });

  test("holds a poll back by what it has learnt by now, and by type", () => {
    const budget = shared(100, new Pacer({ rate: 20 }));
    const before = budget.slackMs("REGISTER_INSTANCE", 8000);
    for (let index = 0; index < 200; index++) budget.learn("REGISTER_INSTANCE", 0, 8000 + 5 * index, true);
    const after = budget.slackMs("REGISTER_INSTANCE", 8000);
    expect(after).not.toBe(before);
    expect(budget.slackMs("UPDATE_SERVICE", 8000)).not.toBe(after);
  });

  test("learns how long operations of a type take, and of those whose type isn't known yet", () => {
    const budget = shared(10);
    for (let index = 0; index < 50; index++) budget.learn("REGISTER_INSTANCE", 0, 8000, true);
    for (const type of ["REGISTER_INSTANCE", undefined]) {
      const pollAtMs = firstPollMs(budget, type);
      expect(pollAtMs).toBeGreaterThan(5500);
      expect(pollAtMs).toBeLessThan(9500);
    }
    expect(firstPollMs(budget, "UPDATE_SERVICE")).toBeLessThan(5500);
  });

  test("learns once from each poll, also of an operation whose type isn't known", () => {
    const budget = shared(1);
    budget.learn(undefined, 0, 8000, true);
    expect(budget.kind().table.endsSeen).toBe(1);
    budget.learn("REGISTER_INSTANCE", 0, 8000, true);
    expect(budget.kind("REGISTER_INSTANCE").table.endsSeen).toBe(1);
    expect(budget.kind().table.endsSeen).toBe(2);
  });

  test("has a table for those whose type isn't known, however many types came first", () => {
    const budget = shared(10);
    for (let index = 0; index < 20; index++) budget.expectation(`MADE_UP_${index}`, 0);
    expect(tableOf(budget)).toBe(budget.kind().table);
  });

  test("keeps few tables, whatever types a service might make up", () => {
    const budget = shared(10);
    for (let index = 0; index < 1000; index++) budget.learn(`MADE_UP_${index}`, 0, 8000, true);
    const tables = Array.from({ length: 1000 }, (_, index) => tableOf(budget, `MADE_UP_${index}`));
    expect(new Set(tables).size).toBe(12);
    expect(tableOf(budget, "MADE_UP_999")).toBe(tableOf(budget));
  });
});

test("what starts operations has a pacer of its own, unless one is given for all", () => {
  const own = new Budget();
  expect(own.starts).toBeInstanceOf(Pacer);
  expect(own.starts).not.toBe(own.pacer);
  const pacer = new Pacer();
  expect(new Budget(pacer).starts).toBe(pacer);
});

describe(budgetOf, () => {
  test("is the same for the same client, and for the same pacer", () => {
    const client = {};
    expect(budgetOf(client)).toBe(budgetOf(client));
    expect(budgetOf({})).not.toBe(budgetOf(client));
    const pacer = new Pacer();
    expect(budgetOf(client, pacer).pacer).toBe(pacer);
    expect(budgetOf(client, pacer)).toBe(budgetOf({}, pacer));
  });
});
