// Replays recorded observations and prints what was decided, in short: run on several versions of Node.
import { createHash } from "node:crypto";
import { begin, nextStep, resolvePolicy, schedule } from "cloudmap-waiter/core";

let state = 1;
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}
function pick(choices) {
  return choices[Math.floor(random() * choices.length)];
}

const errors = [
  { name: "RequestLimitExceeded", message: "Rate exceeded", statusCode: 400 },
  { name: "TimeoutError", message: "read ECONNRESET", code: "ECONNRESET" },
  { name: "OperationNotFound", message: "?", statusCode: 400 },
  { name: "ThrottlingException", message: "Rate exceeded", statusCode: 400, retryAfterMs: 2500 },
];
const hash = createHash("sha256");
let decisions = 0;
for (let run = 0; run < 2000; run++) {
  const policy = resolvePolicy({ growth: random(), jitter: random() * 0.9, maxWaitTime: 1 + random() * 600 });
  let at = 1_767_225_600_000 + Math.floor(random() * 1e9);
  let wait = begin({ OperationId: `operation-${run}` }, at);
  hash.update(JSON.stringify(schedule(policy)));
  for (;;) {
    at += Math.floor(random() * 4000);
    const observation =
      random() < 0.3
        ? { at, error: pick(errors) }
        : {
            at,
            operation: {
              Status: pick(["SUBMITTED", "PENDING", "PENDING", "PENDING", "NEW", "SUCCESS", "FAIL"]),
            },
          };
    const decision = nextStep(wait, observation, policy);
    decisions++;
    hash.update(JSON.stringify(decision));
    if (decision.type !== "wait") break;
    wait = JSON.parse(JSON.stringify(decision.state));
    at += decision.waitMs;
  }
}
console.log(`${decisions} decisions, ${hash.digest("hex")}`);
