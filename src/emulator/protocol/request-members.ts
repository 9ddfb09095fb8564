/** The request members that several actions share. Limits: the service's model (see docs/emulator.md). */
import { invalidInput } from "./service-error.js";
import { list, oneOf, struct, text, wholeNumberIn, type Reader } from "./readers.js";

export const resourceId: Reader<string> = text({ max: 64 });
/** The id of an instance that is registered. */
export const instanceId: Reader<string> = text({
  min: 1,
  max: 64,
  pattern: /^[0-9a-zA-Z_/:.@-]+$/,
  meaning: "have letters, digits and _/:.@- only",
});
/** An id, or the ARN that ends in it: `idIn` tells which. */
export const idOrArn: Reader<string> = text({ max: 255 });
export const accountId: Reader<string> = text({ min: 12, max: 12 });
export const operationId: Reader<string> = text({ max: 255 });
export const nextToken: Reader<string> = text({ max: 4096 });
export const maxResults: Reader<number> = wholeNumberIn(1, 100);

export interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
  readonly Condition: "EQ" | "IN" | "BETWEEN" | "BEGINS_WITH";
}

export interface FilterRule {
  /** The first is the default. */
  readonly conditions: readonly Filter["Condition"][];
  /** The values that mean something with EQ and IN; any, when left out. */
  readonly values?: readonly string[];
}

/** Filters whose name, condition and values go together. */
export function filters(rules: Readonly<Record<string, FilterRule>>): Reader<readonly Filter[]> {
  const read = list(
    struct(
      { Name: oneOf(...Object.keys(rules)), Values: list(text({ min: 1, max: 255 })) },
      { Condition: oneOf("EQ", "IN", "BETWEEN", "BEGINS_WITH") },
    ),
  );
  return (value, path) =>
    read(value, path).map(({ Name, Values, Condition: given }) => {
      const { conditions, values } = rules[Name] ?? { conditions: [] };
      const Condition = given ?? conditions[0] ?? "EQ";
      if (!conditions.includes(Condition)) {
        throw invalidInput(
          `The filter ${Name} allows the condition ${conditions.join(" or ")}; got ${Condition}.`,
        );
      }
      checkCount(Name, Condition, Values.length);
      const odd =
        Condition === "BEGINS_WITH" ? undefined : Values.find((each) => values?.includes(each) === false);
      if (odd !== undefined) {
        throw invalidInput(
          `The filter ${Name} allows the values ${values?.join(", ")}; got ${JSON.stringify(odd)}.`,
        );
      }
      return { Name, Values, Condition };
    });
}

function checkCount(name: string, condition: Filter["Condition"], count: number): void {
  const needed = condition === "BETWEEN" ? 2 : 1;
  if (condition === "IN" ? count > 0 : count === needed) return;
  const wanted =
    condition === "IN" ? "at least 1 value" : `exactly ${needed} value${needed === 1 ? "" : "s"}`;
  throw invalidInput(`The filter ${name} with ${condition} needs ${wanted}; got ${count}.`);
}
