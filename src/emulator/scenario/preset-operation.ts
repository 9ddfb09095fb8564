import { ReadError, closed, text, map, numberIn, type Reader } from "../protocol/readers.js";

/**
 * An operation that is there from the start, as GetOperation returns it. Nothing but `settle` changes it. A member that is
 * null is left out of the answer, as the service may leave out each of them.
 */
export interface PresetOperation {
  readonly Id: string;
  /** Default `CREATE_NAMESPACE`. */
  readonly Type?: string | null;
  /** Default `SUCCESS`. Any text: a status that no client knows is a fine test. */
  readonly Status?: string | null;
  readonly Targets?: Readonly<Record<string, string>> | null;
  /** Epoch seconds, or text such as `2018-11-18T21:17:07Z` or `20181118T211707Z`. Default: when the emulator started. */
  readonly CreateDate?: number | string | null;
  /** As CreateDate. Default: CreateDate. */
  readonly UpdateDate?: number | string | null;
  readonly ErrorCode?: string | null;
  readonly ErrorMessage?: string | null;
  /** Left out of the answer when not given. An account other than the caller's must then be named by the request. */
  readonly OwnerAccount?: string | null;
}

const anyText = text({ max: 10_000 });

export const readDate: Reader<number | string> = (value, path) => {
  if (typeof value === "number") return numberIn(0, 8_640_000_000_000)(value, path);
  const date = text({ max: 64 })(value, path);
  if ((epochMs(date) ?? -1) >= 0) return date;
  const rule = "must be epoch seconds or a date from 1970 on, such as 2018-11-18T21:17:07Z";
  throw new ReadError("rule", path, rule, value);
};

/** Emulated time ends with the year 9999: every date that comes of it, years later, can still be held. */
export const endOfTime = 253_402_300_800_000;

export const readStart: Reader<number | string> = (value, path) => {
  const date = readDate(value, path);
  if ((epochMs(date) ?? endOfTime) < endOfTime) return date;
  throw new ReadError("rule", path, "must be before the year 10000", value);
};

const readTargets: Reader<Readonly<Record<string, string>>> = (value, path) =>
  Object.fromEntries(map(anyText, anyText)(value, path));

const readMembers = closed(
  { Id: text({ min: 1, max: 255 }) },
  {
    Type: anyText,
    Status: anyText,
    Targets: readTargets,
    CreateDate: readDate,
    UpdateDate: readDate,
    ErrorCode: anyText,
    ErrorMessage: anyText,
    OwnerAccount: anyText,
  },
);

export const readPresetOperation: Reader<PresetOperation> = (value, path) => {
  const members = readMembers(value, path);
  // `closed` takes a null for an absent member; here it says that the answer lacks it.
  const omitted = Object.entries(value as object).filter(([, member]) => member === null);
  return { ...members, ...Object.fromEntries(omitted) };
};

/** Epoch milliseconds of a date in a scenario; undefined when the text is not a date. */
export function epochMs(date: number | string): number | undefined {
  if (typeof date === "number") return Math.round(date * 1000);
  const compact = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  const parsed = Date.parse(compact ? date.replace(compact[0], iso(compact)) : date);
  return Number.isNaN(parsed) ? undefined : parsed;
}

function iso([, year, month, day, hour, minute, second]: readonly string[]): string {
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}
