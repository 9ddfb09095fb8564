/** How this command is called, in words: what npm runs, by npx or in a script, is on no shell's path. */
export function commandName(env: NodeJS.ProcessEnv = process.env): string {
  return env["npm_command"] ? "npx cloudmap-waiter" : "cloudmap-wait";
}
