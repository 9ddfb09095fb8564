import { vi } from "vitest";
import { wait } from "../../src/cli/commands/wait.js";
import { parseCommandLine } from "../../src/cli/input/command-line.js";
import { Lifetime } from "../../src/cli/lifetime.js";
import { fakeSignals } from "./fake-signals.js";
import { environment } from "./support.js";

export interface Waited {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a wait of the command without a process of its own, for what it prints in many cases: to start one takes a hundred times
 * longer. One at a time, since there is one stdout and one environment.
 */
export async function waitInProcess(args: readonly string[]): Promise<Waited> {
  const written = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  const { env } = process;
  process.env = { ...environment };
  try {
    const options = parseCommandLine(args, process.env);
    if (options === "version" || options.command !== "wait") throw new Error("a wait is expected");
    const code = await wait(options, new Lifetime(fakeSignals(), options.timeout));
    return { code, ...written };
  } finally {
    process.env = env;
    for (const spy of spies) spy.mockRestore();
  }
}
