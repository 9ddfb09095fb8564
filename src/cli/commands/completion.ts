import { knownErrorCodes } from "../../core/error-codes.js";
import { usageError } from "../exit-status.js";
import { type CommandName, commandNames, commands, flagNames, flags } from "../input/flags.js";
import { sanitize } from "../output/sanitize.js";

const shells = { bash, zsh, fish };

/** What follows some commands. */
const operands: readonly (readonly [CommandName, readonly string[]])[] = [
  ["explain", knownErrorCodes()],
  ["completion", Object.keys(shells)],
];

/** A completion script for a shell, made from the table of flags. */
export function completion([shell = ""]: readonly string[]): string {
  const make = Object.hasOwn(shells, shell) ? shells[shell as keyof typeof shells] : undefined;
  if (make === undefined) {
    throw usageError(
      `completion needs a shell, one of ${Object.keys(shells).join(", ")}; got "${sanitize(shell, 40)}".`,
    );
  }
  return make();
}

function bash(): string {
  const values = flagNames.flatMap((name) => {
    const { choices, isPath, value } = flags[name];
    if (choices !== undefined) return [`    --${name}) ${words(choices)} ;;`];
    if (isPath === true) return [`    --${name}) ${files}; return ;;`];
    return value === undefined ? [] : [`    --${name}) return ;;`];
  });
  const flagWords = flagNames.flatMap((name) => {
    const { short } = flags[name];
    return short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`];
  });
  return `# bash completion for cloudmap-wait: eval "$(cloudmap-wait completion bash)"
_cloudmap_wait() {
  local file word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  case $before in
${values.join("\n")}
${operands.map(([name, list]) => `    ${name}) ${words(list)} ;;`).join("\n")}
  esac
  if [[ $word == -* ]]; then
    ${words(flagWords)}
  elif [[ $COMP_CWORD == 1 ]]; then
    ${words(commandNames)}
  fi
}
complete -F _cloudmap_wait cloudmap-wait cloudmap-waiter
`;
}

/** A file's name is one word, whatever is in it; readline quotes it. bash 3.2 has neither mapfile nor compopt. */
const files =
  'while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$word"); compopt -o filenames 2>/dev/null';

function words(list: readonly string[]): string {
  return `COMPREPLY=($(compgen -W '${list.join(" ")}' -- "$word")); return`;
}

function zsh(): string {
  const specs = flagNames.map((name) => {
    const { short, value, choices, isPath, help } = flags[name];
    const action = choices === undefined ? (isPath === true ? "_files" : " ") : `(${choices.join(" ")})`;
    const text = `[${help.replaceAll(/[[\]\\]/g, String.raw`\$&`)}]`;
    const rest = quote(`${text}${value === undefined ? "" : `:${value}:${action}`}`);
    return short === undefined
      ? `    '--${name}'${rest}`
      : `    '(-${short} --${name})'{-${short},--${name}}${rest}`;
  });
  const described = commandNames.map((name) => quote(`${name}:${commands[name]}`)).join("\n    ");
  return `#compdef cloudmap-wait cloudmap-waiter
# zsh completion for cloudmap-wait: source <(cloudmap-wait completion zsh)
_cloudmap_wait() {
  local state line
  local -a commands
  commands=(
    ${described}
  )
  _arguments -S \\
${specs.map((spec) => `${spec} \\`).join("\n")}
    '1: :->command' '*: :->operand'
  case $state in
    command) _describe -t commands command commands ;;
    operand)
      case $line[1] in
${operands.map(([name, list]) => `        ${name}) compadd -- ${list.join(" ")} ;;`).join("\n")}
      esac ;;
  esac
}
if [[ $funcstack[1] == _cloudmap-wait ]]; then _cloudmap_wait "$@"; else compdef _cloudmap_wait cloudmap-wait cloudmap-waiter; fi
`;
}

function fish(): string {
  const lines = flagNames.map((name) => {
    const { short, value, choices, isPath, help } = flags[name];
    const takes =
      value === undefined
        ? ""
        : choices === undefined
          ? isPath === true
            ? " -r -F"
            : " -x"
          : ` -x -a ${quote(choices.join(" "))}`;
    return `complete -c cloudmap-wait${short === undefined ? "" : ` -s ${short}`} -l ${name}${takes} -d ${fishQuote(help)}`;
  });
  const named = commandNames.map(
    (name) =>
      `complete -c cloudmap-wait -n __fish_use_subcommand -f -a ${name} -d ${fishQuote(commands[name])}`,
  );
  const followed = operands.map(
    ([name, list]) =>
      `complete -c cloudmap-wait -n '__fish_seen_subcommand_from ${name}' -f -a ${quote(list.join(" "))}`,
  );
  return `# fish completion for cloudmap-wait: cloudmap-wait completion fish | source
complete -c cloudmap-wait -f
${[...named, ...followed, ...lines].join("\n")}
complete -c cloudmap-waiter -w cloudmap-wait
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function fishQuote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
