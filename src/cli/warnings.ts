/**
 * Drops warnings that whoever runs a command can't do anything about, and that may fail a build: the SDK's of Node versions
 * that it will drop, and the library's of waits longer than a day, which `--timeout` asks for with its unit.
 */
export function dropWarningsForProgrammers(): void {
  const emitWarning = process.emitWarning.bind(process) as (...warning: unknown[]) => void;
  process.emitWarning = (...warning: unknown[]): void => {
    if (!/NodeVersionSupportWarning|^maxWaitTime is/.test(String(warning[0]))) emitWarning(...warning);
  };
}
