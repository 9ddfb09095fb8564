import { sanitize } from "../output/sanitize.js";

/** What a failed attempt tells of itself. */
export interface Failure {
  readonly reason: "throttled" | "transient";
  readonly errorName: string;
  readonly errorCode?: string;
  readonly statusCode?: number;
}

const networkWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  ENOTFOUND: "host not found",
  EAI_AGAIN: "host not found for now",
  ETIMEDOUT: "connection timed out",
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "network unreachable",
  EPIPE: "connection broken",
};

/** What went wrong on the way, in the words of the network and of HTTP, and in none of a library's. */
export function problemWords({ reason, errorName, errorCode, statusCode }: Failure): string {
  if (reason === "throttled") return "throttled by Cloud Map";
  if (errorCode !== undefined) {
    const code = sanitize(errorCode, 40);
    const words = Object.hasOwn(networkWords, errorCode) ? networkWords[errorCode] : undefined;
    return words === undefined ? code : `${words} (${code})`;
  }
  if ((statusCode ?? 0) >= 400) return `HTTP ${statusCode} from Cloud Map`;
  if (/timeout/i.test(errorName)) return "no answer in time";
  return statusCode === undefined ? "no answer" : `an answer that can't be read (HTTP ${statusCode})`;
}

/** The same in as few words as will do, for a row that is narrow. */
export function shortProblemWords({ reason, errorName, errorCode, statusCode }: Failure): string {
  if (reason === "throttled") return "throttled";
  if (errorCode !== undefined) return sanitize(errorCode, 40);
  if (statusCode !== undefined) return `HTTP ${statusCode}`;
  return /timeout/i.test(errorName) ? "no answer in time" : "no answer";
}
