/** Members whose text is for people, and may be said in other words. */
const prose = new Set(["message", "resume", "ErrorMessage", "stack"]);
/** Ids and times differ from run to run; what matters is that they are there. */
const changing = /^\d{4}-\d\d-\d\dT|^[a-z0-9]{32}-[a-z0-9]{8}$|^(?:ns|srv)-[a-z0-9]+$/;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  return value === null ? "null" : typeof value;
}

/**
 * What a value of now lacks of one of an earlier version: members, kinds of values, and words that programs branch on. More
 * members are no fault.
 */
export function missingFrom(now: unknown, before: unknown, path = "$"): readonly string[] {
  if (kindOf(now) !== kindOf(before)) return [`${path}: ${kindOf(now)} in the place of ${kindOf(before)}`];
  if (Array.isArray(before) && Array.isArray(now)) {
    if (now.length < before.length) return [`${path}: ${now.length} in the place of ${before.length}`];
    return before.flatMap((item, index) => missingFrom(now[index], item, `${path}[${index}]`));
  }
  if (isRecord(before) && isRecord(now))
    return Object.entries(before).flatMap(([member, value]) => {
      if (!(member in now)) return [`${path}.${member} is gone`];
      return prose.has(member) ? [] : missingFrom(now[member], value, `${path}.${member}`);
    });
  if (typeof before === "string" && typeof now === "string" && before !== now)
    return changing.test(before) && changing.test(now) ? [] : [`${path}: ${now} in the place of ${before}`];
  if (typeof before === "boolean" && before !== now)
    return [`${path}: ${String(now)} in the place of ${before}`];
  return [];
}
