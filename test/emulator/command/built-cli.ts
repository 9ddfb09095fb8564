/** `cloudmap-emulator` as it is shipped. */
import { join } from "node:path";
import { builtPackage, run, type Running } from "../../support/built.js";

export { run };

/** The path of the compiled command. */
export function buildCli(): string {
  return join(builtPackage(), "emulator/cli.js");
}

/** Starts the emulator and waits for its ready line; returns the address in it. */
export async function startCli(
  cli: string,
  args: readonly string[],
): Promise<Running & { readonly url: string }> {
  const running = run(process.execPath, [cli, "--port", "0", ...args]);
  const url = await new Promise<string>((resolve, reject) => {
    const findUrl = (): void => {
      const [, found] = /^cloudmap-emulator listening on (http:\S+)\n/.exec(running.printed.stdout) ?? [];
      if (found !== undefined) resolve(found);
    };
    running.process.stdout?.on("data", findUrl);
    running.finished.then(({ stderr }) => reject(new Error(`It ended: ${stderr}`)), reject);
  });
  return { ...running, url };
}
