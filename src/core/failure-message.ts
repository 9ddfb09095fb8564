import type { CallError } from "./call-error.js";
import { classify } from "./classify-error.js";
import { explainErrorCode, retryAdvice } from "./error-codes.js";
import { statusOf, type WaitState } from "./poll-state.js";
import { asSentence, printable } from "./text.js";

/** Why a wait ended without success. */
export type FailureReason =
  | "failed"
  | "timed-out"
  | "not-found"
  | "denied"
  | "invalid"
  | "unreachable"
  | "aborted";

/** What happened to which operation, what it means and what to do next; safe to print. */
export function failureMessage(state: WaitState, outcome: FailureReason, code: string): string {
  const { operationId, operation, lastError } = state;
  const type = operation?.Type === undefined ? "" : ` (${printable(operation.Type)})`;
  const last = lastError ? ` The last error was ${describeError(lastError)}` : "";
  return `Operation ${printable(operationId)}${type} ${sentences[outcome](state, code)}${last}`;
}

const resume = "To resume, wait for the same operation id again.";
/** Whoever never saw it can't know. */
function stillRunning({ operation }: WaitState): string {
  return `The operation ${operation ? "keeps" : "may still be"} running. ${resume}`;
}

/** For each way to end without success: what happened, and what to do next. */
const sentences: Readonly<Record<FailureReason, (state: WaitState, code: string) => string>> = {
  failed({ operation }, code) {
    const reason = operation?.ErrorMessage === undefined ? "" : `: ${printable(operation.ErrorMessage)}`;
    const advice = explainErrorCode(code) ?? `Fix the cause. ${retryAdvice}`;
    return `${asSentence(`failed: ${printable(code)}${reason}`)} ${advice}`;
  },
  "timed-out"(state) {
    const { operation, polls, lastError } = state;
    const isUnanswered = polls === 0 && lastError === undefined;
    const hint = isUnanswered
      ? "No poll was answered in that time: allow more, and check the endpoint and the network. If many waits share the client, wait for fewer at once. "
      : "";
    return `was ${operation ? "still " : ""}${statusText(state)} after ${seconds(state)}, when the wait timed out. ${hint}${stillRunning(state)}`;
  },
  "not-found": (state) =>
    state.operation
      ? `was ${statusText(state)} and then was no longer found: Cloud Map dropped its record. Check the namespace, service or instance itself to see how it ended.`
      : `was not found${state.elapsedMs < 50 ? "" : ` within ${seconds(state)}`}. Check the operation id, the region and the account; an operation on a shared namespace needs OwnerAccount.`,
  denied: (state) =>
    `could not be polled: access was denied. Fix the credentials, the region or the permission (servicediscovery:GetOperation). ${stillRunning(state)}`,
  invalid: (state) =>
    state.lastError && classify(state.lastError) === "fault"
      ? `could not be polled: the error came from the code that sends the request, not from Cloud Map. Its stack is in the cause. ${stillRunning(state)}`
      : "could not be polled: Cloud Map refused the request. Check the operation id, the owner account and the endpoint.",
  unreachable: (state) =>
    state.lastError && classify(state.lastError) === "untrusted"
      ? `could not be polled: ${untrusted(state.lastError)} ${stillRunning(state)}`
      : `could not be polled: Cloud Map did not answer (${attempts(state.failuresInARow.transient)}). Check the endpoint, the region and the network. ${stillRunning(state)}`,
  aborted: (state) => `had not ended when the wait was stopped. ${stillRunning(state)}`,
};

function untrusted({ message }: CallError): string {
  return /wrong.version.number|packet length/i.test(message)
    ? "the endpoint doesn't speak TLS. Check whether its URL begins with http: or https:, and its port."
    : "the endpoint's certificate or host name is not trusted, so nothing was sent. Check the endpoint and the trusted certificates (NODE_EXTRA_CA_CERTS).";
}

function statusText(state: WaitState): string {
  return statusOf(state) ?? (state.operation ? "in an unknown status" : "not seen");
}

function seconds({ elapsedMs }: WaitState): string {
  return `${Math.round(elapsedMs / 100) / 10} s`;
}

function attempts(count: number): string {
  return `${count} ${count === 1 ? "attempt" : "attempts"}`;
}

/** What the SDK, in all its versions, calls an answer that it can't read, or an error without a name. */
const unreadable = /^(SyntaxError|Unknown|UnknownError|\d{3})$/;

/** An error in a few words, as one sentence; safe to print. */
export function describeError({ name, code = "", message, statusCode }: CallError): string {
  // Neither the parser's own words about a page of HTML nor the SDK's for an error without a name help anybody.
  if (statusCode !== undefined && unreadable.test(name))
    return `an answer with HTTP ${statusCode} that could not be read, probably a proxy's.`;
  const title = message.includes(code) ? name : `${name} ${code}`;
  return asSentence(printable(message === "" ? title : `${title}: ${message}`, 400));
}
