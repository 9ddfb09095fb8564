// Reading values of unknown shape, and plain JSON.

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value's members, if it has any. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function readText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

type Compact<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out the members that are undefined, so that a record is the same before and after a trip through JSON. */
export function compact<T extends object>(record: T): Compact<T> {
  const rest: Partial<T> = {};
  for (const key in record) if (record[key] !== undefined) rest[key] = record[key];
  return rest as Compact<T>;
}
