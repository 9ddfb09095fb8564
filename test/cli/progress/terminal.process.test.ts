import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtPackage, run, type Running } from "../../support/built.js";
import { environment, service, visibleText } from "../support.js";

const main = join(builtPackage(), "cli/main.js");
// util-linux's `script` gives a program a real terminal.
const hasScript = spawnSync("script", ["--version"]).status === 0;
if (!hasScript) console.warn("The terminal's tests are skipped: there is no `script` (Debian: bsdutils).");

const escape = "\u001B";

/** Runs the command in a pseudo-terminal of a size. What it prints on stdout and stderr comes as one. */
function inTerminal(
  args: readonly string[],
  { columns = 80, rows = 24, env = {} }: { columns?: number; rows?: number; env?: NodeJS.ProcessEnv } = {},
): Running {
  const words = [process.execPath, main, ...args].map((word) => `'${word}'`).join(" ");
  const line = `stty cols ${columns} rows ${rows}; ${words}; echo "status $?"`;
  return run("script", ["-qec", line, "/dev/null"], {
    ...environment,
    TERM: "xterm-256color",
    LANG: "C.UTF-8",
    ...env,
  });
}

describe.skipIf(!hasScript)("in a terminal", () => {
  test("redraws a row while an operation is pending, and leaves one line and the result", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 2.5 } });
    const id = await create("x");
    const { stdout } = await inTerminal([id, "--endpoint-url", url]).finished;
    expect(stdout).toContain(`${escape}[?25l`);
    expect(stdout).toMatch(/CREATE_NAMESPACE · PENDING · \d\.\d s of 10 min 00 s · (next in|polling)/);
    expect(stdout.lastIndexOf(`${escape}[?25h`)).toBeGreaterThan(stdout.lastIndexOf(`${escape}[?25l`));
    const [, end = ""] = stdout.split(`${escape}[?25h`);
    expect(end).toMatch(/^ns-[a-z0-9]+\r\nstatus 0\r\n$/);
    expect(stdout).toMatch(new RegExp(`✔.* ${id} CREATE_NAMESPACE SUCCESS`));
  });

  test("never writes a row that is wider than the terminal", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 2.5 } });
    const { stdout } = await inTerminal([await create("x"), "--endpoint-url", url], { columns: 40 }).finished;
    const rows = stdout.split(/\r?\n/).filter((row) => /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/.test(row));
    expect(rows.length).toBeGreaterThan(2);
    const widths = rows.map((row) => visibleText(row).length);
    expect(Math.max(...widths)).toBeLessThan(40);
  });

  test.each([
    [80, "C.UTF-8", /CREATE_NAMESPACE · (SUBMITTED|PENDING) · \d\.\d s/],
    [80, "C", /CREATE_NAMESPACE - (SUBMITTED|PENDING) - \d\.\d s/],
    [30, "C.UTF-8", / (SUBMITTED|PENDING)/],
  ])(
    "tells the status in %i columns, in the characters of %s, and cuts no fact",
    async (columns, locale, row) => {
      const { url, create } = await service({ durations: { CREATE_NAMESPACE: 2.5 } });
      const args = [await create("x"), "--endpoint-url", url];
      const { stdout } = await inTerminal(args, { columns, env: { LC_ALL: locale } }).finished;
      const rows = stdout.split(/\r?\n/).filter((line) => /SUBMITTED|PENDING/.test(line));
      expect(rows.length).toBeGreaterThan(2);
      for (const line of rows) {
        expect(line).toMatch(row);
        expect(line).not.toMatch(/[…~]$/);
      }
    },
  );

  test("folds 300 operations into a row of counts, and prints 300 results", { timeout: 30_000 }, async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 4 } });
    const ids = await Promise.all(Array.from({ length: 300 }, (_, index) => create(`n-${index}`)));
    const { stdout } = await inTerminal([...ids, "--endpoint-url", url]).finished;
    expect(stdout).toMatch(/\d+\/300 done · .*pending/);
    const [, end = ""] = stdout.split(`${escape}[?25h`);
    expect(end.match(/^ns-[a-z0-9]+\r$/gm)).toHaveLength(300);
    expect(end).toContain("status 0");
  });

  test.each([
    ["TERM=dumb", { TERM: "dumb" }],
    ["CI=true", { CI: "true" }],
  ])("prints plain lines with %s", async (_name, env) => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.3 } });
    const { stdout } = await inTerminal([await create("x"), "--endpoint-url", url], { env }).finished;
    expect(stdout).not.toContain(`${escape}[?25l`);
    expect(stdout).toContain("cloudmap-wait: ");
  });

  test("has no colour with NO_COLOR", async () => {
    const failures = [{ on: "*", code: "ACCESS_DENIED", message: "no" }];
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.3 }, failures });
    const args = [await create("x"), "--endpoint-url", url];
    expect((await inTerminal(args).finished).stdout).toContain(`${escape}[31m`);
    expect((await inTerminal(args, { env: { NO_COLOR: "1" } }).finished).stdout).not.toMatch(/\[3\dm/);
  });

  test("is restored by Ctrl-C, and tells how to resume", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const id = await create("x");
    const line = `'${process.execPath}' '${main}' ${id} --endpoint-url ${url}; echo "status $?"`;
    // A shell that outlives the interrupt tells how the command died.
    const script = `trap : INT; ${line}`;
    const command = `bash -c '${script.replaceAll("'", `'\\''`)}'`;
    const running = run("script", ["-qec", command, "/dev/null"], { ...environment, TERM: "xterm" }, null);
    await new Promise((resolve) => running.process.stdout?.once("data", resolve));
    await new Promise((resolve) => {
      setTimeout(resolve, 1500);
    });
    running.process.stdin?.write("\u0003");
    const { stdout } = await running.finished;
    expect(stdout).toContain(`${escape}[?25h`);
    expect(stdout).toContain(`Resume with: cloudmap-wait --region us-east-1 --endpoint-url ${url} ${id}`);
    expect(stdout).toContain("status 130");
  });
});
