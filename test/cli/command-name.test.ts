import { afterEach, expect, test, vi } from "vitest";
import { commandName } from "../../src/cli/command-name.js";
import { usageError } from "../../src/cli/exit-status.js";

afterEach(() => vi.unstubAllEnvs());

test("the command is called by npx where npm runs it, as it is on no shell's path then", () => {
  expect(commandName({})).toBe("cloudmap-wait");
  expect(commandName({ npm_command: "exec" })).toBe("npx cloudmap-waiter");
});

test("a usage error names the help as it can be called", () => {
  expect(usageError("No.").message).toBe("No.\nTry 'cloudmap-wait --help'.");
  vi.stubEnv("npm_command", "exec");
  expect(usageError("No.").message).toBe("No.\nTry 'npx cloudmap-waiter --help'.");
});
