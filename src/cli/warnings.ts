/** The SDK tells of Node versions that it will drop; whoever runs a command can't do anything about it, and may fail on stderr. */
export function dropNodeVersionWarning(): void {
  const emitWarning = process.emitWarning.bind(process) as (...warning: unknown[]) => void;
  process.emitWarning = (...warning: unknown[]): void => {
    if (!String(warning[0]).includes("NodeVersionSupportWarning")) emitWarning(...warning);
  };
}
