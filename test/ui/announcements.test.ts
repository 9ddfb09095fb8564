import { describe, expect, test } from "vitest";
import { announcementOf, Announcer } from "../../src/ui/announcements.js";
import { standingOf } from "../../src/ui/standing.js";
import { useVirtualTime } from "../support/virtual-time.js";
import { operationOf, settled, transition } from "./support.js";

const time = useVirtualTime();

const of = (name: string, outcome?: string) =>
  operationOf([transition(1, "PENDING"), ...(outcome ? [settled(2, outcome)] : [])], { name });

const change = (operation: ReturnType<typeof of>) => ({ operation, standing: standingOf(operation, 3000) });

describe(announcementOf, () => {
  test("names one operation", () => {
    expect(announcementOf([change(of("web-1"))])).toBe("web-1: Pending");
  });

  test("counts many, and names a few failures", () => {
    const changes = [
      ...Array.from({ length: 12 }, () => change(of("x", "succeeded"))),
      change(of("web-4", "failed")),
    ];
    expect(announcementOf(changes)).toBe("web-4: Failed, CODE, 12 succeeded");
  });

  test("counts many failures too", () => {
    expect(announcementOf(Array.from({ length: 5 }, () => change(of("x", "failed"))))).toBe("5 failed");
  });
});

describe(Announcer, () => {
  test("says it all together, and at most once a second", async () => {
    const said: string[] = [];
    const announcer = new Announcer((text) => said.push(text));
    for (let tenth = 0; tenth < 50; tenth++) {
      for (let index = 0; index < 10; index++) announcer.change(`${tenth}/${index}`, of("x", "succeeded"), 0);
      await time.pass(100);
    }
    await time.pass(5000);
    expect(said).toEqual(Array.from({ length: 5 }, () => "100 succeeded"));
  });

  test("tells how an operation stands when it is told, not how it stood in between", async () => {
    const said: string[] = [];
    const announcer = new Announcer((text) => said.push(text));
    announcer.change("a", of("web-1"), 0);
    announcer.change("a", of("web-1", "succeeded"), 0);
    announcer.tell("Copied");
    await time.pass(1000);
    expect(said).toEqual(["web-1: Succeeded. Copied"]);
    expect(time.timers).toBe(0);
  });
});
