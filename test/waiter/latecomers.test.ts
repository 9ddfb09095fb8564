import { describe, expect, test, vi } from "vitest";
import { Latecomers } from "../../src/waiter/latecomers.js";
import type { Outcome } from "../../src/waiter/result/outcome.js";

/** An outcome that tells by its id whose it is. */
function outcomeOf({ OperationId }: { readonly OperationId: string }): Promise<Outcome> {
  return Promise.resolve({ outcome: "succeeded", operationId: OperationId } as Outcome);
}

describe(Latecomers, () => {
  test("answers each caller with the end of its own operation, however many there are", async () => {
    const latecomers = new Latecomers();
    const ids = Array.from({ length: 600 }, (_, index) => `op-${index}`);
    const answers = ids.map(async (OperationId) => await latecomers.add({ OperationId }));
    for (const _ of latecomers) latecomers.makeNext(outcomeOf);
    const outcomes = await Promise.all(answers);
    expect(outcomes.map(({ operationId }) => operationId)).toStrictEqual(ids);
    expect(latecomers.isEmpty).toBe(true);
  });

  test("answers one who comes just as all before it were made", async () => {
    const latecomers = new Latecomers();
    const first = latecomers.add({ OperationId: "a" });
    latecomers.makeNext(outcomeOf);
    const second = latecomers.add({ OperationId: "b" });
    latecomers.makeNext(outcomeOf);
    await expect(first).resolves.toMatchObject({ operationId: "a" });
    await expect(second).resolves.toMatchObject({ operationId: "b" });
  });

  test("answers 256 together, as soon as the last of them is made, and not before", async () => {
    const latecomers = new Latecomers();
    let answered = 0;
    for (let index = 0; index < 600; index++)
      void latecomers.add({ OperationId: `op-${index}` }).then(() => answered++);
    const answeredAfter: number[] = [];
    for (const made of [255, 1, 255, 1, 87, 1]) {
      for (let index = 0; index < made; index++) latecomers.makeNext(outcomeOf);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      answeredAfter.push(answered);
    }
    expect(answeredAfter).toEqual([0, 256, 256, 512, 512, 600]);
  });

  test("makes nothing when nobody has come", () => {
    const make = vi.fn(outcomeOf);
    new Latecomers().makeNext(make);
    expect(make).not.toHaveBeenCalled();
  });
});
