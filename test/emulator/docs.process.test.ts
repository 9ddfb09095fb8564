import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readCommand } from "../../src/emulator/command/options.js";
import { faultNames } from "../../src/emulator/scenario/faults.js";
import { readScenario, scenarioMembers } from "../../src/emulator/scenario/settings.js";
import { buildCli, run } from "./command/built-cli.js";

const text = readFileSync(fileURLToPath(new URL("../../docs/emulator.md", import.meta.url)), "utf8");

/** The code blocks of the page in one language. */
function blocks(language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    ([, code = ""]) => code,
  );
}

/** A command line's words, as a shell would split them. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

describe("docs/emulator.md", () => {
  const folder = dirname(dirname(dirname(buildCli())));

  test.each(blocks("js").map((code, index) => [index + 1, code] as const))(
    "its example %d runs",
    async (index, code) => {
      const file = join(folder, `example-${index}.mjs`);
      writeFileSync(file, code.replace('"cloudmap-waiter/emulator"', '"./dist/emulator/index.js"'));
      const { code: exitCode, stderr } = await run(process.execPath, ["--no-warnings", file]).finished;
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    },
  );

  test.each(blocks("sh").flatMap((block) => block.trim().split("\n")))(
    "its command is understood: %s",
    (line) => {
      const [command, ...args] = words(line);
      expect(command).toBe("cloudmap-emulator");
      expect(readCommand(args, () => "{}").run).toBe("serve");
    },
  );

  test("its scenario is valid", () => {
    const [scenario = ""] = blocks("json");
    expect(readScenario(JSON.parse(scenario)).rules.faults).toHaveLength(3);
  });

  test("names every fault and every field of a scenario", () => {
    for (const fault of faultNames) expect(text).toContain(`\`${fault}\``);
    for (const field of scenarioMembers) expect(text).toContain(`\`${field}\``);
  });
});
