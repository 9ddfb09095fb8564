import { ReadError, type Reader } from "../protocol/readers.js";

/** Whether `text` fits `pattern`, in which `*` stands for any run of characters and everything else for itself. */
export function matches(pattern: string, text: string): boolean {
  const [head = "", ...tails] = pattern.split("*");
  const last = tails.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(head)) return false;
  // Taking the earliest place for each part is enough, and keeps hostile patterns linear: no regular expression.
  let from = head.length;
  for (const part of tails) {
    const found = text.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

/**
 * What a rule of the scenario is about: an operation type or an action, and perhaps a pattern for the resource's name.
 * Written `CREATE_NAMESPACE`, `CreateHttpNamespace`, `REGISTER_INSTANCE:web-*` or `*:canary`.
 */
export interface Subject {
  readonly type: string;
  readonly action: string;
  /** The namespace's or service's name, or the instance's id. */
  readonly name: string;
}

export function concerns(rule: string, subject: Subject): boolean {
  const { kind, name } = splitRule(rule);
  return (kind === "*" || kind === subject.type || kind === subject.action) && matches(name, subject.name);
}

export function splitRule(rule: string): { readonly kind: string; readonly name: string } {
  const colon = rule.indexOf(":");
  return colon === -1
    ? { kind: rule, name: "*" }
    : { kind: rule.slice(0, colon), name: rule.slice(colon + 1) };
}

/** Reads a rule whose part before the colon is `*` or one of `kinds`. */
export function ruleFor(kinds: readonly string[]): Reader<string> {
  return (value, path) => {
    if (typeof value !== "string") throw new ReadError("type", path, "must be a string", value);
    const { kind } = splitRule(value);
    if (kind !== "*" && !kinds.includes(kind)) {
      throw new ReadError("rule", path, `must start with * or one of ${kinds.join(", ")}`, value);
    }
    return value;
  };
}
