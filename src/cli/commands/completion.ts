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

/** Flags that the next word belongs to. */
const valued = flagNames.filter((name) => flags[name].value !== undefined);

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
    if (choices !== undefined) return [`    --${name}) ${words(choices)}; return ;;`];
    if (isPath === true)
      return [`    --${name}) ${files('COMPREPLY+=("$file")')}; compopt -o filenames 2>/dev/null; return ;;`];
    return value === undefined ? [] : [`    --${name}) return ;;`];
  });
  const flagWords = flagNames.flatMap((name) => {
    const { short } = flags[name];
    return short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`];
  });
  return `# bash completion for cloudmap-wait: eval "$(cloudmap-wait completion bash)"
_cloudmap_wait() {
  local file index isFirst=1 word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  # Words are divided at = and @ as well, but an @ is replaced together with the word.
  if [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  if [[ $word == @ ]]; then before=@; fi
  if [[ $word == = || $word == @ ]]; then word=; fi
  case $before in
    @) ${files(`printf -v file %q "$file"; COMPREPLY+=("@$file")`)}; return ;;
${values.join("\n")}
${operands.map(([name, list]) => `    ${name}) ${words(list)}; return ;;`).join("\n")}
  esac
  if [[ $word == -* ]]; then
    ${words(flagWords)}
    return
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      ${valued.map((name) => `--${name}`).join(" | ")})
        if [[ \${COMP_WORDS[index+1]} == = ]]; then ((index += 2)); else ((index++)); fi ;;
      -*) ;;
      *) isFirst= ;;
    esac
  done
  if [[ $isFirst ]]; then ${words(commandNames)}; fi
}
complete -F _cloudmap_wait cloudmap-wait cloudmap-waiter
`;
}

/** A file's name is one word, whatever is in it; readline quotes it if told so. bash 3.2 has neither mapfile nor compopt. */
function files(offer: string): string {
  return `while IFS= read -r file; do ${offer}; done < <(compgen -f -- "$word")`;
}

function words(list: readonly string[]): string {
  return `COMPREPLY=($(compgen -W '${list.join(" ")}' -- "$word"))`;
}

function zsh(): string {
  const specs = flagNames.map((name) => {
    const { short, value, choices, isPath, help } = flags[name];
    const action = choices === undefined ? (isPath === true ? "_files" : " ") : `(${choices.join(" ")})`;
    const text = `[${help.replaceAll(/[[\]\\]/g, String.raw`\$&`)}]`;
    const rest = quote(value === undefined ? text : `=${text}:${value}:${action}`);
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
    command) if compset -P @; then _files; else _describe -t commands command commands; fi ;;
    operand)
      if compset -P @; then _files; return; fi
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
      `complete -c cloudmap-wait -n __cloudmap_wait_is_first -f -a ${name} -d ${fishQuote(commands[name])}`,
  );
  const followed = operands.map(
    ([name, list]) =>
      `complete -c cloudmap-wait -n '__fish_seen_subcommand_from ${name}' -f -a ${quote(list.join(" "))}`,
  );
  return `# fish completion for cloudmap-wait: cloudmap-wait completion fish | source
function __cloudmap_wait_is_first
  set -l words (commandline -opc)
  argparse -i ${valued.map((name) => `${name}=`).join(" ")} -- $words[2..] 2>/dev/null
  not string match -qv -- '-*' $argv
end
complete -c cloudmap-wait -f
complete -c cloudmap-wait -n 'string match -q -- "@*" (commandline -ct)' -a '@(__fish_complete_path (string sub -s 2 -- (commandline -ct)))'
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
