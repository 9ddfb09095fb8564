import { describe, expect, test } from "vitest";
import { delayUntilWorthMs } from "../../src/core/durations.js";
import { Budget, budgetOf } from "../../src/waiter/budget.js";
import { Pacer } from "../../src/waiter/pacer.js";
import { useVirtualTime } from "../support/virtual-time.js";

useVirtualTime();

/** A budget that so many waits share. */
function shared(sharers: number): Budget {
  const budget = new Budget(new Pacer());
  const { signal } = new AbortController();
  for (let index = 0; index < sharers; index++) void budget.pacer.acquire({ signal, delayMs: 1000 });
  return budget;
}

/** When an operation of a type would be looked at first, at a given price. */
function firstLookMs(budget: Budget, type: string | undefined): number {
  const expectation = budget.expectation(type);
  if (expectation === undefined) throw new Error("expected an expectation");
  return delayUntilWorthMs(expectation.table, 0, 500, 60_000);
}

describe(Budget, () => {
  test("expects nothing of an operation that it knows nothing of, as long as hardly anybody competes", () => {
    for (const type of [undefined, "REGISTER_INSTANCE"]) {
      expect(shared(3).expectation(type)).toBeUndefined();
      expect(shared(4).expectation(type)).toBeDefined();
    }
  });

  test("expects of a namespace's creation that it takes what it typically takes", () => {
    expect(shared(1).expectation("CREATE_NAMESPACE")).toMatchObject({ priceMs: 105 });
  });

  test("holds a look the dearer the more waits share the budget, up to a limit", () => {
    expect(shared(20).expectation("CREATE_NAMESPACE")?.priceMs).toBe(300);
    expect(shared(30).expectation("CREATE_NAMESPACE")?.priceMs).toBe(450);
    expect(shared(5000).expectation("CREATE_NAMESPACE")?.priceMs).toBe(1000);
  });

  test("holds nothing back as long as hardly anybody competes", () => {
    expect(shared(3).reserveMs("CREATE_NAMESPACE", 0)).toBe(0);
    expect(shared(4).reserveMs("CREATE_NAMESPACE", 0)).toBeGreaterThan(0);
  });

  test("holds a look back until it is likely to find an end", () => {
    const budget = shared(5000);
    for (let index = 0; index < 200; index++) budget.learn("REGISTER_INSTANCE", 0, 8000 + 20 * index, true);
    const delayMs = budget.reserveMs("REGISTER_INSTANCE", 0);
    expect(delayMs).toBeGreaterThan(11_000);
    expect(delayMs).toBeLessThan(12_500);
  });

  test("holds nothing back for much longer than it takes to look at all who share the budget", () => {
    // 200 at 4 a second
    expect(shared(200).reserveMs("CREATE_NAMESPACE", 0)).toBe(35_000);
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
    const tables = Array.from({ length: 1000 }, (_, index) => budget.expectation(`MADE_UP_${index}`)?.table);
    expect(new Set(tables).size).toBe(12);
    expect(budget.expectation("MADE_UP_999")?.table).toBe(budget.expectation(undefined)?.table);
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
