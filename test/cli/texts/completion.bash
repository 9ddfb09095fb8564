# bash completion for cloudmap-wait: eval "$(cloudmap-wait completion bash)"
_cloudmap_wait() {
  local file index isFirst=1 word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  # Words are divided at = and @ as well, but an @ is replaced together with the word.
  if [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi
  if [[ $word == @ ]]; then before=@; fi
  if [[ $word == = || $word == @ ]]; then word=; fi
  case $before in
    @) while IFS= read -r file; do printf -v file %q "$file"; COMPREPLY+=("@$file"); done < <(compgen -f -- "$word"); return ;;
    --region) return ;;
    --profile) return ;;
    --endpoint-url) return ;;
    --owner-account) return ;;
    --timeout) return ;;
    --interval) return ;;
    --max-interval) return ;;
    --print) COMPREPLY=($(compgen -W 'target status none' -- "$word")); return ;;
    --output) COMPREPLY=($(compgen -W 'text json jsonl' -- "$word")); return ;;
    --events-file) while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$word"); compopt -o filenames 2>/dev/null; return ;;
    --progress) COMPREPLY=($(compgen -W 'auto tty plain none' -- "$word")); return ;;
    --heartbeat) return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
    --links) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
    --github-output) return ;;
    --fleet) COMPREPLY=($(compgen -W 'inline distributed' -- "$word")); return ;;
    explain) COMPREPLY=($(compgen -W 'ACCESS_DENIED CANNOT_CREATE_HOSTED_ZONE EXPIRED_TOKEN HOSTED_ZONE_NOT_FOUND INTERNAL_FAILURE INVALID_CHANGE_BATCH THROTTLED_REQUEST' -- "$word")); return ;;
    completion) COMPREPLY=($(compgen -W 'bash zsh fish' -- "$word")); return ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W '--region --profile --endpoint-url --owner-account --timeout --interval --max-interval --fail-fast --print --output --events-file --progress --heartbeat --quiet -q --verbose -v --color --links --notify --serve --github-output --github-summary --annotations --fleet --iam --help -h --version' -- "$word"))
    return
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case ${COMP_WORDS[index]} in
      --region | --profile | --endpoint-url | --owner-account | --timeout | --interval | --max-interval | --print | --output | --events-file | --progress | --heartbeat | --color | --links | --github-output | --fleet)
        if [[ ${COMP_WORDS[index+1]} == = ]]; then ((index += 2)); else ((index++)); fi ;;
      -*) ;;
      *) isFirst= ;;
    esac
  done
  if [[ $isFirst ]]; then COMPREPLY=($(compgen -W 'wait run status explain asl completion demo help' -- "$word")); fi
}
complete -F _cloudmap_wait cloudmap-wait cloudmap-waiter
