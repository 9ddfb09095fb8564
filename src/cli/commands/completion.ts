import { knownErrorCodes } from "../../core/error-codes.js";
import { usageError } from "../exit-status.js";
import { commandNames, commands, flagNames, flags } from "../input/flags.js";
import { sanitize } from "../output/sanitize.js";

const shells = { bash, zsh, fish };

/** A completion script for a shell, made of the table of flags. */
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
  const withChoices = flagNames.flatMap((name) => {
    const { choices } = flags[name];
    return choices === undefined
      ? []
      : [`    --${name}) COMPREPLY=($(compgen -W '${choices.join(" ")}' -- "$word")); return ;;`];
  });
  return `# bash completion for cloudmap-wait: eval "$(cloudmap-wait completion bash)"
_cloudmap_wait() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  case $before in
${withChoices.join("\n")}
    --events-file) COMPREPLY=($(compgen -f -- "$word")); return ;;
    explain) COMPREPLY=($(compgen -W '${knownErrorCodes().join(" ")}' -- "$word")); return ;;
    completion) COMPREPLY=($(compgen -W '${Object.keys(shells).join(" ")}' -- "$word")); return ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W '${flagNames.map((name) => `--${name}`).join(" ")}' -- "$word"))
  elif [[ $COMP_CWORD == 1 ]]; then
    COMPREPLY=($(compgen -W '${commandNames.join(" ")}' -- "$word"))
  fi
}
complete -F _cloudmap_wait cloudmap-wait cloudmap-waiter
`;
}

function zsh(): string {
  const specs = flagNames.map((name) => {
    const { value, choices, help } = flags[name];
    const action =
      choices === undefined ? (name === "events-file" ? "_files" : " ") : `(${choices.join(" ")})`;
    return `    '--${name}[${help.replaceAll(/['[\]:]/g, " ")}]${value === undefined ? "" : `:${value}:${action}`}'`;
  });
  const described = commandNames.map((name) => `'${name}:${commands[name].replaceAll("'", " ")}'`).join(" ");
  return `#compdef cloudmap-wait cloudmap-waiter
# zsh completion for cloudmap-wait: source <(cloudmap-wait completion zsh)
_cloudmap_wait() {
  local -a commands
  commands=(${described})
  _arguments \\
${specs.map((spec) => `${spec} \\`).join("\n")}
    '1: :{_describe command commands}' '*: :'
}
compdef _cloudmap_wait cloudmap-wait cloudmap-waiter
`;
}

function fish(): string {
  const lines = flagNames.map((name) => {
    const { value, choices, help } = flags[name];
    const takes = value === undefined ? "" : choices === undefined ? " -r" : ` -x -a '${choices.join(" ")}'`;
    return `complete -c cloudmap-wait -l ${name}${takes} -d '${help.replaceAll("'", " ")}'`;
  });
  const named = commandNames.map(
    (name) =>
      `complete -c cloudmap-wait -n __fish_use_subcommand -f -a ${name} -d '${commands[name].replaceAll("'", " ")}'`,
  );
  return `# fish completion for cloudmap-wait: cloudmap-wait completion fish | source\n${[...named, ...lines].join("\n")}\n`;
}
