/** The request members that several actions share. Limits: botocore 1.43's `service-2.json`. */
import { invalidInput } from "./service-error.js";
import { list, oneOf, struct, text, wholeNumberIn, type Reader } from "./readers.js";

export const resourceId: Reader<string> = text({ max: 64 });
/** An id, or the ARN that ends in it. */
export const idOrArn: Reader<string> = (value, path) => lastPart(text({ max: 255 })(value, path));
export const description: Reader<string> = text({ max: 1024 });
export const ttl: Reader<number> = wholeNumberIn(0, 2_147_483_647);
export const accountId: Reader<string> = text({ min: 12, max: 12 });
export const operationId: Reader<string> = text({ max: 255 });
export const nextToken: Reader<string> = text({ max: 4096 });
export const maxResults: Reader<number> = wholeNumberIn(1, 100);

/** The id at the end of an ARN; what is no ARN as it is. */
export function lastPart(idOrArn: string): string {
  return idOrArn.startsWith("arn:") ? idOrArn.slice(idOrArn.lastIndexOf("/") + 1) : idOrArn;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export const tags: Reader<readonly Tag[]> = list(
  struct({ Key: text({ min: 1, max: 128 }), Value: text({ max: 256 }) }, {}),
  0,
  200,
);

export interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
  readonly Condition?: "EQ" | "IN" | "BETWEEN" | "BEGINS_WITH";
}

/** Filters whose name, condition and number of values go together: `conditions` says what each name allows. */
export function filters(conditions: Readonly<Record<string, readonly string[]>>): Reader<readonly Filter[]> {
  const read: Reader<readonly Filter[]> = list(
    struct(
      { Name: oneOf(...Object.keys(conditions)), Values: list(text({ min: 1, max: 255 })) },
      { Condition: oneOf("EQ", "IN", "BETWEEN", "BEGINS_WITH") },
    ),
  );
  return (value, path) => {
    const given = read(value, path);
    for (const { Name, Condition, Values } of given) {
      const allowed = conditions[Name] ?? [];
      const condition = Condition ?? allowed[0] ?? "EQ";
      if (!allowed.includes(condition)) {
        throw invalidInput(
          `The filter ${Name} allows the condition ${allowed.join(" or ")}; got ${condition}.`,
        );
      }
      const needed = condition === "BETWEEN" ? 2 : 1;
      if (condition === "IN" ? Values.length === 0 : Values.length !== needed) {
        const count =
          condition === "IN" ? "at least 1 value" : `exactly ${needed} value${needed === 1 ? "" : "s"}`;
        throw invalidInput(`The filter ${Name} with ${condition} needs ${count}; got ${Values.length}.`);
      }
    }
    return given;
  };
}

export interface Soa {
  readonly DnsProperties: { readonly SOA: { readonly TTL: number } };
}

export const soa: Reader<Soa> = struct({ DnsProperties: struct({ SOA: struct({ TTL: ttl }, {}) }, {}) }, {});
