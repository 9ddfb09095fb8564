import { describe, expect, test, vi } from "vitest";
import { resolveConfig } from "../../src/waiter/config.js";
import { FleetMembers } from "../../src/waiter/fleet-members.js";
import { Pacer } from "../../src/waiter/rate/pacer.js";
import { WaitSession } from "../../src/waiter/wait-session.js";
import { useVirtualTime } from "../support/virtual-time.js";
import { timedService } from "./support.js";

const time = useVirtualTime();

function members(listener?: { begun(): void; changed(): void }): FleetMembers {
  const pacer = new Pacer({ rate: 1e6, maxRate: 1e6, burst: 1e6 });
  const config = resolveConfig({ getOperation: timedService().getOperation, pacer });
  return new FleetMembers(new WaitSession(config), listener);
}

function addMany(to: FleetMembers, count: number, prefix = "ok-0"): void {
  for (let index = 0; index < count; index++) void to.add({ OperationId: `${prefix}-${index}` });
}

describe("operations that are added in a row", () => {
  test("begin at once, up to two hundred; the others begin when the caller is done, or somebody asks", async () => {
    const fleet = members();
    addMany(fleet, 200);
    expect([fleet.size, fleet.isGathering]).toEqual([200, false]);
    addMany(fleet, 50, "ok-1");
    expect([fleet.size, fleet.isGathering]).toEqual([200, true]);
    await time.pass(0);
    expect([fleet.size, fleet.isGathering]).toEqual([250, false]);
    // After a turn, the next begins at once again.
    addMany(fleet, 1, "ok-2");
    expect([fleet.size, fleet.isGathering]).toEqual([251, false]);
    addMany(fleet, 300, "ok-3");
    expect([...fleet]).toHaveLength(551);
    expect([fleet.size, fleet.isGathering]).toEqual([551, false]);
    expect(await time.until(fleet.outcomes())).toHaveLength(551);
  });

  test("are told one by one as they begin", async () => {
    const listener = { begun: vi.fn(), changed: vi.fn() };
    const fleet = members(listener);
    addMany(fleet, 250);
    expect(listener.begun).toHaveBeenCalledTimes(200);
    expect(listener.changed).not.toHaveBeenCalled();
    await time.pass(0);
    expect(listener.begun).toHaveBeenCalledTimes(250);
    expect(listener.changed).toHaveBeenCalledTimes(50);
  });

  test("keep their order, with one that comes while thousands still begin", async () => {
    const fleet = members();
    let now = performance.now();
    vi.spyOn(performance, "now").mockImplementation(() => (now += 5));
    addMany(fleet, 400);
    for (let turn = 0; turn < 3; turn++) await Promise.resolve();
    expect(fleet.isGathering).toBe(true);
    void fleet.add({ OperationId: "ok-0-late" });
    expect(fleet.isGathering).toBe(true);
    // Not by its own function, which would have the fake clock restored again later.
    vi.restoreAllMocks();
    const outcomes = await time.until(fleet.outcomes());
    expect(outcomes).toHaveLength(401);
    expect(outcomes.at(-1)).toMatchObject({ operationId: "ok-0-late" });
  });

  test("are counted anew after each turn", async () => {
    const fleet = members();
    for (const count of [1, 200, 200, 1]) {
      addMany(fleet, count, `ok-0-${fleet.size}`);
      expect(fleet.isGathering).toBe(false);
      await Promise.resolve();
    }
    expect(fleet.size).toBe(402);
  });

  test("are waited for to the last, although many were added that had ended already", async () => {
    const fleet = members();
    const again = { OperationId: "ok-0" };
    void fleet.add(again).then(() => {
      for (let index = 0; index < 250; index++) void fleet.add(again);
    });
    expect(await time.until(fleet.outcomes())).toHaveLength(251);
  });
});
