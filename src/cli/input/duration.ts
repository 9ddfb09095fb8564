/** What a duration may look like, for messages and help. */
export const durationRule = "a duration such as 90, 90s, 10m or 1h30m";

/** As good as for ever, and small enough for every sum: a year. */
export const longestSeconds: number = 365 * 24 * 3600;

const secondsOf = { h: 3600, m: 60, s: 1 } as const;

/** Reads a duration with units, or a plain number of seconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const parts = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text);
  if (parts === null || text === "") return undefined;
  const [, hours = "0", minutes = "0", seconds = "0"] = parts;
  return Number(hours) * secondsOf.h + Number(minutes) * secondsOf.m + Number(seconds) * secondsOf.s;
}

/** A length of time for people: `0.4 s`, `42 s`, `3 min 05 s`. */
export function formatMs(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
