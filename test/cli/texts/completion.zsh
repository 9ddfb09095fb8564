#compdef cloudmap-wait cloudmap-waiter
# zsh completion for cloudmap-wait: source <(cloudmap-wait completion zsh)
_cloudmap_wait() {
  local state line
  local -a commands
  commands=(
    'wait:wait for operations by id, or by what stdin says (the default)'
    'run:start an operation with the AWS CLI, and wait for it'
    'status:poll once, and show a table'
    'explain:what an ErrorCode means and what to do'
    'asl:a state machine for AWS Step Functions that starts an operation, or waits'
    'completion:a completion script for bash, zsh or fish'
    'demo:create a namespace on a built-in emulator, and wait for it'
    'help:this help'
  )
  _arguments -S \
    '--region''=[AWS region (default: as the AWS CLI finds it)]:REGION: ' \
    '--profile''=[profile in the AWS config files]:NAME: ' \
    '--endpoint-url''=[another endpoint, such as an emulator'\''s]:URL: ' \
    '--owner-account''=[account that owns a shared namespace]:ID: ' \
    '--timeout''=[give up after this long: 90, 90s, 10m, 1h30m; 0 polls once, none never gives up (default 10m)]:TIME: ' \
    '--interval''=[shortest delay between polls (default 1s; 0.2s once durations are known)]:TIME: ' \
    '--max-interval''=[longest delay between polls (default 10s)]:TIME: ' \
    '--fail-fast''[stop at the first operation that does not succeed]' \
    '--print''=[what stdout has for each id: target, status or none (default target)]:WHAT:(target status none)' \
    '--output''=[text, json (one document) or jsonl (events as they come)]:FORMAT:(text json jsonl)' \
    '--events-file''=[write the jsonl events to a file as well]:PATH:_files' \
    '--progress''=[how to show progress: auto, tty, plain or none]:MODE:(auto tty plain none)' \
    '--heartbeat''=[longest silence of plain progress (default 30s)]:TIME: ' \
    '(-q --quiet)'{-q,--quiet}'[nothing but errors]' \
    '(-v --verbose)'{-v,--verbose}'[each poll and each retry; every operation in the report]' \
    '--color''=[auto, always or never]:WHEN:(auto always never)' \
    '--links''=[link ids to the AWS console: auto, always or never]:WHEN:(auto always never)' \
    '--notify''[show progress in the taskbar, and ring the bell at the end]' \
    '--serve''[show a page on this machine too, and print its URL]' \
    '--github-output''=[set a step output to what stdout has]:NAME: ' \
    '--github-summary''[add a table to the job'\''s summary]' \
    '--annotations''[annotate failures]' \
    '--fleet''=[for many operations, with a Map state: inline or distributed]:MAP:(inline distributed)' \
    '--iam''[the policy that the state machine'\''s role needs, instead]' \
    '(-h --help)'{-h,--help}'[this help]' \
    '--version''[the version]' \
    '1: :->command' '*: :->operand'
  case $state in
    command) if compset -P @; then _files; else _describe -t commands command commands; fi ;;
    operand)
      if compset -P @; then _files; return; fi
      case $line[1] in
        explain) compadd -- ACCESS_DENIED CANNOT_CREATE_HOSTED_ZONE EXPIRED_TOKEN HOSTED_ZONE_NOT_FOUND INTERNAL_FAILURE INVALID_CHANGE_BATCH THROTTLED_REQUEST ;;
        completion) compadd -- bash zsh fish ;;
      esac ;;
  esac
}
if [[ $funcstack[1] == _cloudmap-wait ]]; then _cloudmap_wait "$@"; else compdef _cloudmap_wait cloudmap-wait cloudmap-waiter; fi
