#!/usr/bin/env bash
# The tests on the engines themselves: installs them in this folder, with a Node that they run on, and starts what they need
# on the loopback interface. PostgreSQL and redis-server come from the system (apt-get install postgresql redis-server).
set -euo pipefail
cd "$(dirname "$0")"
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  # The one package whose script is needed: it brings the binary of Node itself.
  npm rebuild node --loglevel=error
  cp package-lock.json node_modules/.installed
fi
node="$PWD/node_modules/node/bin/node"
cd ../../..
"$node" test/engines/integration/build.ts
"$node" node_modules/typescript/bin/tsc -p test/engines/integration
exec "$node" node_modules/vitest/vitest.mjs run --config test/engines/integration/vitest.config.ts "$@"
