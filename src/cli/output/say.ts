/** A line for people, on stderr; what comes from outside has been made safe by the caller. */
export function say(line: string): void {
  process.stderr.write(`cloudmap-wait: ${line}\n`);
}
