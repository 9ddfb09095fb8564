import { spawnSync } from "node:child_process";
import { createServer, request } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { service } from "../support.js";
import { inTerminal } from "./terminal.js";

// util-linux's `script` gives a program a real terminal.
const hasScript = spawnSync("script", ["--version"]).status === 0;
if (!hasScript) console.warn("The terminal's tests are skipped: there is no `script` (Debian: bsdutils).");

const escape = "\u001B";

/** A proxy in front of a service that can be told to answer 503. */
async function breakable(url: string): Promise<{ url: string; setOut: (isOut: boolean) => void }> {
  let isOut = false;
  const server = createServer((incoming, outgoing) => {
    if (isOut) {
      outgoing.writeHead(503).end("<html>Service Unavailable</html>");
      return;
    }
    const { method, headers } = incoming;
    incoming.pipe(
      request(url, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      }),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a port is expected");
  return { url: `http://127.0.0.1:${address.port}`, setOut: (value) => (isOut = value) };
}

/** A shell that outlives the interrupt tells how the command died. */
function afterInterrupt(command: string): string {
  return `trap : INT; ${command} > /dev/null; echo "status $?"`;
}

function afterQuit(command: string): string {
  return `ulimit -c 0; trap : QUIT; ${command}; echo "status $?"`;
}

/** A shell that stops the command with Ctrl-Z, and brings it back. */
function withJobControl(command: string): string {
  return `bash --norc -i -c "$(cat <<'MARK'
set -m; ${command}; echo "stopped $?"; sleep 1; fg; echo "ended $?"
MARK
)"`;
}

describe.skipIf(!hasScript)("a terminal while operations run", () => {
  test("shows one operation as a row with its name, age and usual duration, and how to stop", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const terminal = inTerminal([`shop=${await create("x")}`, "--endpoint-url", url]);
    const [row, footer] = await terminal.until(
      /shop +create namespace +(submitted|pending) +[1-9]\d* s +usually/,
    );
    expect(row).toMatch(/^. shop/);
    expect(footer).toMatch(/^gives up in (10:00|9:\d\d) · Ctrl-C only stops waiting$/);
    terminal.type("\u0003");
    await terminal.finished;
  });

  test("is left with one row for what succeeded, and the result", async () => {
    const { url, create, emulator } = await service({ durations: { CREATE_NAMESPACE: 2 } });
    const terminal = inTerminal([`shop=${await create("x")}`, "--endpoint-url", url]);
    await terminal.finished;
    const target = emulator.operations()[0]?.targets["NAMESPACE"];
    expect(await terminal.screen()).toEqual([
      expect.stringMatching(new RegExp(`^✔ shop +create namespace +done +2\\.0 s +${target}$`)),
      target,
      "status 0",
    ]);
    expect(terminal.raw().lastIndexOf(`${escape}[?25h`)).toBeGreaterThan(
      terminal.raw().lastIndexOf(`${escape}[?25l`),
    );
  });

  test("puts what failed first, with its reason and what to do, and keeps its columns", async () => {
    const failures = [
      { on: "CREATE_NAMESPACE:bad", code: "CANNOT_CREATE_HOSTED_ZONE", message: "There is one already" },
    ];
    const durations = { "CREATE_NAMESPACE:*": 60, "CREATE_NAMESPACE:bad": 1, "CREATE_NAMESPACE:good": 1 };
    const { url, create } = await service({ durations, failures });
    const ids = [
      `slow=${await create("slow")}`,
      `good=${await create("good")}`,
      `bad=${await create("bad")}`,
    ];
    const terminal = inTerminal([...ids, "--endpoint-url", url]);
    const screen = await terminal.until(/1 done · 1 failed[^]*✔ good[^]*Ctrl-C/);
    const rows = screen.filter((row) => /^. (slow|good|bad)/.test(row));
    expect(rows.map((row) => row.split(/\s+/)[1])).toEqual(["bad", "slow", "good"]);
    expect(new Set(rows.map((row) => row.indexOf("create namespace"))).size).toBe(1);
    const text = screen.join("\n");
    expect(text).toContain("CANNOT_CREATE_HOSTED_ZONE");
    expect(text).toContain("There is one already");
    expect(text).toContain("Fix: Delete or reuse that zone");
    expect(text).toContain("2/3 · 1 failed · gives up in");
    terminal.type("\u0003");
    await terminal.finished;
  });

  test("shows an outage at once: what failed, which attempt, the next one, and what was last seen", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const proxy = await breakable(url);
    const terminal = inTerminal([`shop=${await create("x")}`, "--endpoint-url", proxy.url], { columns: 110 });
    await terminal.until(/shop +create namespace +(submitted|pending)/);
    proxy.setOut(true);
    const screen = await terminal.until(/! shop/);
    expect(screen.join("\n")).toMatch(
      /! shop +HTTP 503 from Cloud Map \(attempt \d\), (next in \d+ s|trying again now); last seen (submitted|pending) \d+ s ago/,
    );
    proxy.setOut(false);
    await terminal.until(/create namespace +(submitted|pending)/);
    expect(terminal.raw()).not.toMatch(/SyntaxError|\$response/);
    terminal.type("\u0003");
    await terminal.finished;
  });

  test.each([
    [80, 24, 300],
    [40, 10, 40],
    [200, 50, 40],
  ])("fits %i columns and %i rows with %i operations", async (columns, rows, count) => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const ids = await Promise.all(
      Array.from({ length: count }, async (_, index) => `n-${index}=${await create(`n-${index}`)}`),
    );
    const terminal = inTerminal([...ids, "--endpoint-url", url], { columns, rows });
    const screen = await terminal.until(/(submitted|pending)[^]*Ctrl-C/);
    expect(screen.length).toBeLessThan(rows);
    expect(screen[0]).toContain("Cloud Map");
    expect(screen.at(-1)).toContain(`0/${count}`);
    for (const row of screen) expect(Array.from(row).length).toBeLessThan(columns);
    expect(screen.some((row) => /and \d+ more running/.test(row))).toBe(count > rows);
    terminal.type("\u0003");
    await terminal.finished;
    // What scrolled past is no copy of the block.
    expect((await terminal.screen()).filter((row) => row.includes("Ctrl-C stops")).length).toBe(0);
  });

  test("uses the characters of the locale", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 2 } });
    const ids = [await create("x"), await create("y")];
    const terminal = inTerminal([...ids, "--endpoint-url", url], { env: { LC_ALL: "C" } });
    await terminal.finished;
    // oxlint-disable-next-line no-control-regex -- exactly the characters of ASCII
    expect(terminal.raw()).toMatch(/^[\u0000-\u007F]*$/);
  });

  test.each([
    ["TERM=dumb", { TERM: "dumb" }],
    ["CI=true", { CI: "true" }],
  ])("prints plain lines with %s", async (_name, env) => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.3 } });
    const terminal = inTerminal([await create("x"), "--endpoint-url", url], { env });
    await terminal.finished;
    expect(terminal.raw()).not.toContain(`${escape}[?25l`);
    expect(terminal.raw()).toContain("cloudmap-wait: ");
  });

  test("has no colour with NO_COLOR", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.3 } });
    const args = [await create("x"), "--endpoint-url", url];
    const [colored, plain] = [inTerminal(args), inTerminal(args, { env: { NO_COLOR: "1" } })];
    await Promise.all([colored.finished, plain.finished]);
    expect(colored.raw()).toContain(`${escape}[38;5;`);
    expect(plain.raw()).not.toMatch(/\[(38;|\d+m)/);
  });

  test("loses no line of --output jsonl", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 2 } });
    const ids = [await create("x"), await create("y")];
    const terminal = inTerminal([...ids, "--output", "jsonl", "--endpoint-url", url], {
      columns: 2000,
      rows: 100,
    });
    await terminal.finished;
    const lines = (await terminal.screen()).filter((row) => row.startsWith("{"));
    const seqs = lines.map((line) => (JSON.parse(line) as { seq: number }).seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(lines.at(-1)).toContain('"type":"summary"');
  });

  test("links the namespace to the console where links are asked for", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.3 } });
    const terminal = inTerminal([await create("x"), "--links", "always", "--endpoint-url", url]);
    await terminal.finished;
    expect(terminal.raw()).toContain(
      `${escape}]8;;https://us-east-1.console.aws.amazon.com/cloudmap/home/namespaces/ns-`,
    );
  });

  test("shows progress in the taskbar and rings the bell only if that is asked for", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0.3 } });
    const args = [await create("x"), "--endpoint-url", url];
    const [asked, not] = [inTerminal([...args, "--notify"]), inTerminal(args)];
    await Promise.all([asked.finished, not.finished]);
    const bell = "\u0007";
    expect(asked.raw()).toContain(`]9;4;3;0${bell}`);
    expect(asked.raw()).toContain(`]9;4;0;0${bell}${bell}`);
    expect(not.raw()).not.toContain("]9;4");
    expect(not.raw()).not.toContain(bell);
  });
});

describe.skipIf(!hasScript)("a terminal after an interruption", () => {
  test("is restored by Ctrl-C, and shows the verdict, what still runs, and one command to resume", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const ids = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => `n-${index}=${await create(`n-${index}`)}`),
    );
    const terminal = inTerminal([...ids, "--endpoint-url", url], { shell: afterInterrupt });
    await terminal.until(/pending|submitted/);
    terminal.type("\u0003");
    await terminal.finished;
    const screen = (await terminal.screen()).map((row) => row.replace("^C", ""));
    const text = screen.join("\n");
    expect(text).toMatch(/^… 40 of 40 still running/);
    expect(text).toContain("and 31 more that still run");
    expect(text).toContain("Interrupted by SIGINT. The operations keep running.");
    expect(text.replaceAll("\n", "")).toMatch(
      /Resume with: cloudmap-wait --region us-east-1 --endpoint-url \S+ @\/\S+\.ids/,
    );
    expect(text).toContain("status 130");
    expect(screen.length).toBeLessThan(24);
    expect(terminal.raw()).toContain(`${escape}[?25h`);
  });

  test("is sane while the command is stopped by Ctrl-Z, and shows it again after fg", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const id = `shop=${await create("x")}`;
    const terminal = inTerminal([id, "--endpoint-url", url], { shell: withJobControl });
    await terminal.until(/shop +create namespace/);
    terminal.type("\u001A");
    const stopped = await terminal.until(/stopped 14\d/);
    expect(stopped.filter((row) => /Ctrl-C stops waiting/.test(row))).toEqual([]);
    expect(terminal.raw().lastIndexOf(`${escape}[?25h`)).toBeGreaterThan(
      terminal.raw().lastIndexOf(`${escape}[?25l`),
    );
    await terminal.until(/stopped 14\d[^]*shop +create namespace[^]*Ctrl-C/);
    terminal.type("\u0003");
    await terminal.finished;
    expect((await terminal.screen()).join("\n")).toContain("still");
  });

  test("has its cursor again after SIGQUIT", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const terminal = inTerminal([await create("x"), "--endpoint-url", url], { shell: afterQuit });
    await terminal.until(/create namespace/);
    terminal.type("\u001C");
    await terminal.finished;
    expect((await terminal.screen()).join("\n")).toContain("status 131");
    expect(terminal.raw().lastIndexOf(`${escape}[?25h`)).toBeGreaterThan(
      terminal.raw().lastIndexOf(`${escape}[?25l`),
    );
  });
});
