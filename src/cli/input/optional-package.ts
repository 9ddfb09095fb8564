import { CommandError, exitCodes } from "../exit-status.js";

/**
 * Loads a package that is not among the dependencies.
 * @throws {CommandError} with exit status 2 that prints the line which installs it, where it is missing.
 */
export async function loadPackage<Module>(
  name: string,
  why: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!/MODULE_NOT_FOUND/.test(String(code)) || !message.includes(`'${name}'`)) throw error;
    throw new CommandError(
      exitCodes.usage,
      `${why}, which is not installed. Install it beside cloudmap-waiter:\n  npm install ${name}`,
    );
  }
}
