/** What a duration may look like, for messages and help. */
export const durationRule = "a duration such as 90, 90s, 10m or 1h30m";

/** As good as forever, and small enough for every sum: a year. */
export const longestSeconds: number = 365 * 24 * 3600;

/** Reads a duration with units, or a plain number of seconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const parts = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text);
  if (parts === null || text === "") return undefined;
  const [, hours = 0, minutes = 0, seconds = 0] = parts;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
