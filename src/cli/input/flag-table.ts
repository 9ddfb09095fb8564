import { parseArgs } from "node:util";
import { nearest } from "./nearest.js";

/** One flag of a command: the single source for parsing, help and completion. */
export interface Flag {
  /** The heading under which the help lists it. */
  readonly group?: string;
  readonly short?: string;
  /** What its value stands for in the help; without one the flag is a switch. */
  readonly value?: string;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  /** Whether its value is a path, which a shell can complete. */
  readonly isPath?: boolean;
  readonly help: string;
}

export type FlagTable<Name extends string> = Readonly<Record<Name, Flag>>;

export type FlagValues<Name extends string> = { [N in Name]?: string | boolean };

/** Arguments that don't fit the table; the message names the flag and the rule. What was typed is in it as it is. */
export class FlagError extends Error {
  override readonly name = "FlagError";
}

export function namesOf<Name extends string>(table: FlagTable<Name>): readonly Name[] {
  return Object.keys(table) as Name[];
}

/**
 * Reads arguments by a table. `otherWords` are words that people type for a flag of another name.
 * @throws {FlagError}
 */
export function parseFlags<Name extends string>(
  argv: readonly string[],
  table: FlagTable<Name>,
  otherWords: Readonly<Record<string, string>> = {},
): { values: FlagValues<Name>; positionals: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: parserOptions(table),
      allowPositionals: true,
      allowNegative: true,
    });
    // Strict parsing lets no other name through, and no flag here can be given twice.
    return { values: values as FlagValues<Name>, positionals };
  } catch (error) {
    throw new FlagError(explain(error, table, otherWords));
  }
}

/** Where the first word is that is neither a flag nor a flag's value: an index into the arguments, or their number. */
export function firstPositional<Name extends string>(
  argv: readonly string[],
  table: FlagTable<Name>,
): number {
  const { tokens } = parseArgs({
    args: [...argv],
    options: parserOptions(table),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens.find(({ kind }) => kind === "positional")?.index ?? argv.length;
}

function parserOptions(
  table: FlagTable<string>,
): Record<string, { type: "boolean" | "string"; short?: string }> {
  return Object.fromEntries(
    Object.entries(table).map(([name, { short, value }]) => [
      name,
      { type: value === undefined ? "boolean" : "string", ...(short !== undefined && { short }) },
    ]),
  );
}

function explain(
  error: unknown,
  table: FlagTable<string>,
  otherWords: Readonly<Record<string, string>>,
): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const typed = /'(-[^' ]*)/.exec(message)?.[1] ?? "";
    const bare = typed.replace(/^-+/, "").toLowerCase();
    const near = nearest(bare, namesOf(table));
    const meant = Object.hasOwn(otherWords, bare) ? otherWords[bare] : near && `--${near}`;
    return `Unknown flag ${typed}.${meant === undefined ? "" : ` Did you mean ${meant}?`}`;
  }
  if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") {
    const name = /--([\w-]+)/.exec(message)?.[1] ?? "";
    const flag = Object.hasOwn(table, name) ? table[name] : undefined;
    return flag?.value === undefined
      ? `--${name} is a switch and takes no value.`
      : `--${name} needs a value: ${flag.help}.`;
  }
  return message;
}
