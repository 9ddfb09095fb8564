// Bugs in what a failed poll means.
import { type Bug, gapsOf, sdkError, type Verdict, waitIn } from "./bug.js";
import type { Subject } from "./subject.js";

const reset = sdkError("TimeoutError", { code: "ECONNRESET", $metadata: {} });
const throttle = sdkError("ThrottlingException");

async function transient(subject: Subject): Promise<Verdict> {
  const { settled } = await waitIn(subject, ["PENDING", reset, "SUCCESS"], {}, 50_000);
  return settled.type === "resolved";
}

async function throttled(subject: Subject): Promise<Verdict> {
  const many = Array.from({ length: 6 }, () => throttle);
  const { settled, polls } = await waitIn(subject, [...many, "SUCCESS"], { maxWaitTime: 120 }, 120_000);
  const gaps = gapsOf(polls);
  if (settled.type !== "resolved" || (gaps.at(-1) ?? 0) <= (gaps[0] ?? 0)) return false;
  if (!subject.hasDeadline) return true;
  const forEver = await waitIn(subject, [throttle], { maxWaitTime: 10 }, 60_000);
  return forEver.settled.type === "rejected" && forEver.settled.atMs <= 10_100;
}

async function notFound(subject: Subject): Promise<Verdict> {
  const unknown = sdkError("OperationNotFound");
  const soon = await waitIn(subject, [unknown, unknown, "SUCCESS"], {}, 50_000);
  const never = await waitIn(subject, [unknown], { maxWaitTime: 600 }, 60_000);
  return soon.settled.type === "resolved" && never.settled.type === "rejected";
}

async function denied(subject: Subject): Promise<Verdict> {
  const { settled, polls } = await waitIn(subject, [sdkError("AccessDeniedException")], {}, 30_000);
  return settled.type === "rejected" && polls.length === 1;
}

async function misnamedReset(subject: Subject): Promise<Verdict> {
  const { settled } = await waitIn(subject, [reset], { maxWaitTime: 5 }, 60_000);
  // Whoever asks for the name must not take a broken connection for the end of the time to wait.
  return (
    settled.type === "rejected" &&
    !(settled.error instanceof Error && settled.error.name === "TimeoutError" && settled.atMs < 5000) &&
    settled.error !== reset
  );
}

export const failureBugs: readonly Bug[] = [
  { title: "one failure on the way ends the wait", check: transient },
  { title: "a throttle ends the wait, doesn't slow it down, or outlasts the deadline", check: throttled },
  { title: "an operation that isn't found yet, or never will be", check: notFound },
  { title: "polls on although access is denied", check: denied },
  { title: "a reset connection looks like the deadline", check: misnamedReset },
];
