/**
 * Small readers that turn an unknown value into a typed one, or say which field broke which rule. The API's requests and
 * the scenario files are read with the same ones.
 */
import { printable } from "../../core/text.js";

/** Reads `value`, found at `path`, as a `T`; throws a `ReadError` when it is not one. */
export type Reader<T> = (value: unknown, path: string) => T;

/** `type`: not even the right kind of JSON value; `rule`: right kind, but outside a limit. */
export type ReadErrorKind = "type" | "rule";

/** A value that breaks a rule. The message names the field, the rule and the value. */
export class ReadError extends Error {
  readonly kind: ReadErrorKind;

  constructor(kind: ReadErrorKind, path: string, rule: string, value: unknown) {
    super(`${path || "The value"} ${rule}${value === undefined ? "" : `; got ${shown(value)}`}`);
    this.kind = kind;
  }
}

export interface TextRules {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** What the pattern means, in words: completes "must …". */
  readonly meaning?: string;
}

const loneSurrogate = /\p{Surrogate}/u;

export function text(rules: TextRules = {}): Reader<string> {
  const { min = 0, max = Infinity, pattern, meaning } = rules;
  return (value, path) => {
    if (typeof value !== "string") throw new ReadError("type", path, "must be a string", value);
    if (loneSurrogate.test(value)) {
      throw new ReadError("type", path, "must be Unicode text without lone surrogates", value);
    }
    if (value.length < min) throw new ReadError("rule", path, `must have at least ${count(min)}`, value);
    // A limit counts characters, and two UTF-16 units may be one.
    const characters = value.length > max ? Array.from(value).length : 0;
    if (characters > max) {
      throw new ReadError("rule", path, `must have at most ${count(max)} (it has ${characters})`, value);
    }
    if (pattern && !pattern.test(value)) {
      throw new ReadError("rule", path, `must ${meaning ?? `match ${pattern.source}`}`, value);
    }
    return value;
  };
}

export function oneOf<const T extends string>(...choices: readonly T[]): Reader<T> {
  return (value, path) => {
    if (typeof value !== "string") throw new ReadError("type", path, "must be a string", value);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw new ReadError("rule", path, `must be one of ${choices.join(", ")}`, value);
    return found;
  };
}

export function numberIn(min: number, max: number, unit = ""): Reader<number> {
  return (value, path) => {
    if (typeof value !== "number") throw new ReadError("type", path, "must be a number", value);
    if (!(value >= min && value <= max))
      throw new ReadError("rule", path, `must be ${range(min, max)}${unit}`, value);
    return value;
  };
}

export function wholeNumberIn(min: number, max: number): Reader<number> {
  return (value, path) => {
    if (!Number.isSafeInteger(value)) throw new ReadError("type", path, "must be a whole number", value);
    return numberIn(min, max)(value, path);
  };
}

export function flag(value: unknown, path: string): boolean {
  if (typeof value !== "boolean") throw new ReadError("type", path, "must be true or false", value);
  return value;
}

export function list<T>(item: Reader<T>, min = 0, max: number = Infinity): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ReadError("type", path, "must be a list", value);
    if (value.length < min || value.length > max) {
      throw new ReadError(
        "rule",
        path,
        `must have ${range(min, max)} items (it has ${value.length})`,
        undefined,
      );
    }
    return value.map((element, index) => item(element, `${path}[${index}]`));
  };
}

/** A map from strings to values. Keys such as `__proto__` are ordinary keys. */
export function map<T>(
  key: Reader<string>,
  item: Reader<T>,
  max: number = Infinity,
): Reader<ReadonlyMap<string, T>> {
  return (value, path) => {
    if (!isObject(value)) throw new ReadError("type", path, "must be a map", value);
    const entries = Object.entries(value);
    if (entries.length > max) {
      throw new ReadError(
        "rule",
        path,
        `must have at most ${max} entries (it has ${entries.length})`,
        undefined,
      );
    }
    return new Map(
      entries.map(([name, element]) => [
        key(name, `the key ${shown(name)} of ${path}`),
        item(element, `${path}[${shown(name)}]`),
      ]),
    );
  };
}

/** As `map`, for plain objects. */
export function record<T>(key: Reader<string>, item: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, path) => Object.fromEntries(map(key, item)(value, path));
}

type Readers = Readonly<Record<string, Reader<unknown>>>;
type Values<T extends Readers> = { readonly [K in keyof T]: T[K] extends Reader<infer V> ? V : never };
export type StructReader<R extends Readers, O extends Readers> = Reader<Values<R> & Partial<Values<O>>>;

/**
 * An object with these members. A member that is null counts as absent, as it does in the AWS JSON protocol, and members
 * not named here are ignored, as the protocol demands.
 */
export function struct<R extends Readers, O extends Readers>(required: R, optional: O): StructReader<R, O> {
  return members(required, optional, false);
}

/** As `struct`, but members not named here are refused: a misspelt option must not pass for one that does nothing. */
export function closed<R extends Readers, O extends Readers>(required: R, optional: O): StructReader<R, O> {
  return members(required, optional, true);
}

function members<R extends Readers, O extends Readers>(
  required: R,
  optional: O,
  isClosed: boolean,
): StructReader<R, O> {
  const all: readonly (readonly [string, Reader<unknown>, boolean])[] = [
    ...Object.entries(required).map(([name, reader]) => [name, reader, true] as const),
    ...Object.entries(optional).map(([name, reader]) => [name, reader, false] as const),
  ];
  const known = new Set(all.map(([name]) => name));
  return (value, path) => {
    if (!isObject(value)) throw new ReadError("type", path, "must be an object", value);
    const prefix = path === "" ? "" : `${path}.`;
    if (isClosed) refuseUnknown(value, known, prefix);
    const result: Record<string, unknown> = {};
    for (const [name, reader, isRequired] of all) {
      const member = Object.hasOwn(value, name) ? value[name] : undefined;
      if (member !== undefined && member !== null) result[name] = reader(member, `${prefix}${name}`);
      else if (isRequired) throw new ReadError("rule", `${prefix}${name}`, "is required", undefined);
    }
    // Every member was read by the reader that its type comes from.
    return result as Values<R> & Partial<Values<O>>;
  };
}

function refuseUnknown(value: object, known: ReadonlySet<string>, prefix: string): void {
  const unknown = Object.keys(value).find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new ReadError(
    "rule",
    `${prefix}${printable(unknown, 100)}`,
    `is not a known field; known are ${[...known].join(", ")}`,
    undefined,
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value from outside, short and safe to show in a message. */
export function shown(value: unknown): string {
  if (typeof value === "number") return String(value);
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch {
    // A cyclic value or a bigint: its kind says enough.
  }
  return printable(json ?? typeof value, 100);
}

function range(min: number, max: number): string {
  if (max === Infinity) return `at least ${min}`;
  return min === max ? `exactly ${min}` : `from ${min} to ${max}`;
}

function count(characters: number): string {
  return characters === 1 ? "1 character" : `${characters} characters`;
}
