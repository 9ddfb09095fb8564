import { describe, expect, test } from "vitest";
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

/** When an operation of a type would be looked at first, at a given price. */
function firstPollMs(budget: Budget, type?: string): number {
  return optimalPollDelayMs(tableOf(budget, type), 0, 500, 60_000);
}

describe(Budget, () => {
  test("has operations of which nothing is known looked at often while hardly anybody competes and they are young", () => {
    for (const type of [undefined, "REGISTER_INSTANCE"]) {
      expect(shared(5).expectation(type, 0)).toMatchObject({ table: undefined, asIfAgedMs: 10_000 });
      expect(shared(5).expectation(type, 119_999).asIfAgedMs).toBe(10_000);
      expect(shared(5).expectation(type, 120_000).asIfAgedMs).toBeUndefined();
      expect(shared(6).expectation(type, 0).asIfAgedMs).toBeUndefined();
      expect(tableOf(shared(6), type)).toBeDefined();
    }
  });

  test("has nothing looked at often once throttles have brought the rate down", () => {
    expect(shared(3, new Pacer({ rate: 2 })).expectation(undefined, 0).asIfAgedMs).toBeUndefined();
    expect(shared(2, new Pacer({ rate: 2 })).expectation(undefined, 0).asIfAgedMs).toBe(10_000);
  });

  test("expects of a namespace's creation that it takes what it typically takes, also of the only one", () => {
    const { table, pollCostMs } = { table: tableOf(shared(1), "CREATE_NAMESPACE"), pollCostMs: 70 };
    expect(shared(1).expectation("CREATE_NAMESPACE", 0).pollCostMs).toBe(pollCostMs);
    expect(optimalPollDelayMs(table, 40_000, pollCostMs, 60_000)).toBeLessThan(2100);
    expect(optimalPollDelayMs(table, 10_000, pollCostMs, 60_000)).toBeGreaterThan(3500);
  });

  test("has an operation whose typical duration is known looked at often for a tenth of that", () => {
    expect(shared(5).expectation("CREATE_NAMESPACE", 4029).asIfAgedMs).toBe(10_000);
    expect(shared(5).expectation("CREATE_NAMESPACE", 4030).asIfAgedMs).toBeUndefined();
  });

  test("takes five ends to tell how long a kind takes", () => {
    const budget = shared(1);
    for (let end = 1; end <= 5; end++) {
      expect(budget.expectation("REGISTER_INSTANCE", 0)).toMatchObject({
        table: undefined,
        asIfAgedMs: 10_000,
      });
      budget.learn("REGISTER_INSTANCE", 0, 8000, true);
    }
    expect(tableOf(budget, "REGISTER_INSTANCE")).toBeDefined();
    expect(budget.expectation("REGISTER_INSTANCE", 0).asIfAgedMs).toBeUndefined();
    // What isn't known to be of that kind is looked at at once, as long as hardly anybody competes.
    expect(budget.expectation(undefined, 0).table).toBeUndefined();
  });

  test("holds a look the dearer the more waits share the budget, up to a limit", () => {
    expect(shared(20).expectation(undefined, 0).pollCostMs).toBe(300);
    expect(shared(30).expectation(undefined, 0).pollCostMs).toBe(450);
    expect(shared(5000).expectation(undefined, 0).pollCostMs).toBe(1000);
  });

  test("holds nothing back as long as hardly anybody competes", () => {
    expect(shared(5).slackMs("CREATE_NAMESPACE", 0)).toBe(0);
    expect(shared(6).slackMs("CREATE_NAMESPACE", 0)).toBeGreaterThan(0);
  });

  test("holds a look back until it is worth a request that another might need", () => {
    const budget = shared(5000);
    for (let index = 0; index < 200; index++) budget.learn("REGISTER_INSTANCE", 0, 8000 + 20 * index, true);
    expect(budget.slackMs("REGISTER_INSTANCE", 0)).toBeGreaterThan(12_000);
  });

  test("holds a look back for less time the higher the rate that was found", () => {
    const [low, high] = [4, 40].map((rate) =>
      shared(100, new Pacer({ rate })).slackMs("REGISTER_INSTANCE", 8000),
    );
    expect(low).toBeGreaterThan(10 * (high ?? Number.NaN));
  });

  test("holds nothing back for longer than it takes to look at all who share the budget", () => {
    const budget = shared(100);
    for (let index = 0; index < 200; index++) budget.learn("REGISTER_INSTANCE", 0, 600_000, false);
    // 100 at 4 a second
    expect(budget.slackMs("REGISTER_INSTANCE", 8000)).toBe(25_000);
  });

  test("holds a look back by what it has learnt by now, and by type", () => {
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
      const lookAtMs = firstPollMs(budget, type);
      expect(lookAtMs).toBeGreaterThan(6500);
      expect(lookAtMs).toBeLessThan(9500);
    }
    expect(firstPollMs(budget, "UPDATE_SERVICE")).toBeLessThan(6500);
  });

  test("keeps uncontendedWaits tables, whatever types a service might make up", () => {
    const budget = shared(10);
    for (let index = 0; index < 1000; index++) budget.learn(`MADE_UP_${index}`, 0, 8000, true);
    const tables = Array.from({ length: 1000 }, (_, index) => tableOf(budget, `MADE_UP_${index}`));
    expect(new Set(tables).size).toBe(12);
    expect(tableOf(budget, "MADE_UP_999")).toBe(tableOf(budget));
  });
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
