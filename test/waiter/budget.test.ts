import { describe, expect, test } from "vitest";
import { delayUntilWorthMs, type LifeTable } from "../../src/core/durations.js";
import type { Expectation } from "../../src/core/wait.js";
import { Budget, budgetOf } from "../../src/waiter/budget.js";
import { Pacer } from "../../src/waiter/pacer.js";
import { useVirtualTime } from "../support/virtual-time.js";

useVirtualTime();

/** A budget that so many waits share. */
function shared(sharers: number, pacer: Pacer = new Pacer()): Budget {
  const budget = new Budget(pacer);
  const { signal } = new AbortController();
  for (let index = 0; index < sharers; index++) void budget.pacer.acquire({ signal, delayMs: 1000 });
  return budget;
}

/** What is expected of an operation of a type whose kind is known, or that others compete with. */
function expected(budget: Budget, type?: string): Extract<Expectation, { table: LifeTable }> {
  const expectation = budget.expectation(type, 0);
  if (expectation?.table === undefined) throw new Error("expected an expectation");
  return expectation;
}

/** When an operation of a type would be looked at first, at a given price. */
function firstLookMs(budget: Budget, type?: string): number {
  return delayUntilWorthMs(expected(budget, type).table, 0, 500, 60_000);
}

describe(Budget, () => {
  test("has operations of which nothing is known looked at often while hardly anybody competes and they are young", () => {
    for (const type of [undefined, "REGISTER_INSTANCE"]) {
      expect(shared(3).expectation(type, 0)).toEqual({ longestMs: 1500 });
      expect(shared(3).expectation(type, 119_999)).toEqual({ longestMs: 1500 });
      expect(shared(3).expectation(type, 120_000)).toBeUndefined();
      expect(shared(4).expectation(type, 0)).toHaveProperty("table");
    }
  });

  test("expects of a namespace's creation that it takes what it typically takes, also of the only one", () => {
    const { table, priceMs } = expected(shared(1), "CREATE_NAMESPACE");
    expect(priceMs).toBe(70);
    expect(delayUntilWorthMs(table, 40_000, priceMs, 60_000)).toBeLessThan(2100);
    expect(delayUntilWorthMs(table, 10_000, priceMs, 60_000)).toBeGreaterThan(3500);
  });

  test("holds a look the dearer the more waits share the budget, up to a limit", () => {
    expect(expected(shared(20)).priceMs).toBe(300);
    expect(expected(shared(30)).priceMs).toBe(450);
    expect(expected(shared(5000)).priceMs).toBe(1000);
  });

  test("holds nothing back as long as hardly anybody competes", () => {
    expect(shared(3).reserveMs("CREATE_NAMESPACE", 0)).toBe(0);
    expect(shared(4).reserveMs("CREATE_NAMESPACE", 0)).toBeGreaterThan(0);
  });

  test("holds a look back until it is likely to find an end", () => {
    const budget = shared(5000);
    for (let index = 0; index < 200; index++) budget.learn("REGISTER_INSTANCE", 0, 8000 + 20 * index, true);
    expect(budget.reserveMs("REGISTER_INSTANCE", 0)).toBeGreaterThan(12_000);
  });

  test("holds a look back for less time the higher the rate that was found", () => {
    const [low, high] = [4, 40].map((rate) =>
      shared(100, new Pacer({ rate })).reserveMs("REGISTER_INSTANCE", 8000),
    );
    expect(low).toBeGreaterThan(10 * (high ?? Number.NaN));
  });

  test("holds nothing back for longer than it takes to look at all who share the budget", () => {
    const budget = shared(100);
    for (let index = 0; index < 200; index++) budget.learn("REGISTER_INSTANCE", 0, 600_000, false);
    // 100 at 4 a second
    expect(budget.reserveMs("REGISTER_INSTANCE", 8000)).toBe(25_000);
  });

  test("learns how long operations of a type take, and of those whose type isn't known yet", () => {
    const budget = shared(10);
    for (let index = 0; index < 50; index++) budget.learn("REGISTER_INSTANCE", 0, 8000, true);
    for (const type of ["REGISTER_INSTANCE", undefined]) {
      const lookAtMs = firstLookMs(budget, type);
      expect(lookAtMs).toBeGreaterThan(6500);
      expect(lookAtMs).toBeLessThan(9500);
    }
    expect(firstLookMs(budget, "UPDATE_SERVICE")).toBeLessThan(6500);
  });

  test("keeps few tables, whatever types a service might make up", () => {
    const budget = shared(10);
    for (let index = 0; index < 1000; index++) budget.learn(`MADE_UP_${index}`, 0, 8000, true);
    const tables = Array.from({ length: 1000 }, (_, index) => expected(budget, `MADE_UP_${index}`).table);
    expect(new Set(tables).size).toBe(12);
    expect(expected(budget, "MADE_UP_999").table).toBe(expected(budget).table);
  });
});

describe(budgetOf, () => {
  test("is the same for the same client, and for the same pacer", () => {
    const client = {};
    expect(budgetOf(client)).toBe(budgetOf(client));
    expect(budgetOf({})).not.toBe(budgetOf(client));
    const pacer = new Pacer();
    expect(budgetOf(pacer).pacer).toBe(pacer);
  });
});
