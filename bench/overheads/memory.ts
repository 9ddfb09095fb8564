// The heap that each of many waiting operations holds, in a process of its own: node --expose-gc memory.js fleet|single
import { OperationFleet, Pacer, waitForOperation, type GetOperation } from "../../src/index.js";

const waits = 100_000;
const service = { answered: 0 };
// As the SDK gives it: every text and date of it is the answer's own.
const getOperation: GetOperation = ({ OperationId }) => {
  service.answered++;
  return Promise.resolve({
    Operation: {
      Id: OperationId,
      OwnerAccount: "123456789012",
      Type: "REGISTER_INSTANCE",
      Status: "PENDING",
      CreateDate: new Date(),
      UpdateDate: new Date(),
      Targets: { INSTANCE: `instance-of-${OperationId}` },
    },
  });
};
const stop = new AbortController();
const config = {
  getOperation,
  abortSignal: stop.signal,
  maxWaitTime: 36_000,
  // Each is seen once, and not again while this measures.
  pacer: new Pacer({ rate: 20_000, maxRate: 20_000, burst: waits, maxInFlight: 1000 }),
  minDelay: 3600,
  maxDelay: 3600,
};
const collect = globalThis.gc;
if (collect === undefined) throw new Error("run with --expose-gc");
collect();
const before = process.memoryUsage().heapUsed;
const ends: Promise<unknown>[] = [];
if (process.argv[2] === "fleet") {
  const fleet = new OperationFleet(config);
  for (let index = 0; index < waits; index++) void fleet.add(`operation-${index}`);
  ends.push(fleet.outcomes());
} else {
  for (let index = 0; index < waits; index++) ends.push(waitForOperation(config, `operation-${index}`));
}
while (service.answered < waits) await turn();
for (let turns = 0; turns < 5; turns++) await turn();
collect();
console.log((process.memoryUsage().heapUsed - before) / waits);
const over = Promise.allSettled(ends);
stop.abort();
await over;

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
}
