import { describe, expect, test } from "vitest";
import { builtCommand, linesOf, service, until } from "../support.js";

const command = builtCommand();
const showCursor = "\u001B[?25h";
const slow = { durations: { CREATE_NAMESPACE: 600 }, submittedShare: 0 };

describe("a wait", () => {
  test("says first what it waits for, each once, where and for how long", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 0 } });
    const [first, second] = [await create("a"), await create("b")];
    const args = [first, `shop=${second}`, first, "--output", "jsonl", "--timeout", "5m"];
    const { code, stdout } = await command([...args, "--endpoint-url", url]).finished;
    expect(code).toBe(0);
    expect(linesOf(stdout)[0]).toMatchObject({
      type: "start",
      operations: [{ operationId: first }, { operationId: second, name: "shop" }],
      region: "us-east-1",
      timeoutMs: 300_000,
    });
    const none = ["--timeout", "none", first, "--output", "jsonl", "--endpoint-url", url];
    const [start] = linesOf((await command(none).finished).stdout);
    expect(start).toMatchObject({ type: "start" });
    expect(start).not.toHaveProperty("timeoutMs");
  });

  test("tells at each heartbeat how long it has lasted", async () => {
    const { url, create } = await service(slow);
    const running = command([await create("x"), "--heartbeat", "0.3", "--endpoint-url", url]);
    await until(running, /still waiting after \d\.\d s: /);
    running.process.kill("SIGTERM");
    expect(await running.finished).toMatchObject({ signal: "SIGTERM" });
  });

  test("gives the cursor back when it ends, and when a second signal ends it", async () => {
    const { url, create } = await service({ ...slow, durations: { "CREATE_NAMESPACE:slow": 600, "*": 0 } });
    const args = ["--progress", "tty", "--endpoint-url", url];
    const { stderr } = await command([await create("quick"), ...args]).finished;
    expect(stderr.split(showCursor)).toHaveLength(2);
    const running = command([await create("slow"), ...args]);
    await until(running, /Ctrl-C only stops waiting/);
    running.process.kill("SIGTERM");
    running.process.kill("SIGTERM");
    const interrupted = await running.finished;
    expect(interrupted.signal).toBe("SIGTERM");
    expect(interrupted.stderr.lastIndexOf(showCursor)).toBeGreaterThan(
      interrupted.stderr.lastIndexOf("Ctrl-C"),
    );
  });

  test("gives up when the time is up", async () => {
    const { url, create } = await service(slow);
    const args = [await create("x"), "--timeout", "0.4", "--endpoint-url", url];
    expect(await command(args).finished).toMatchObject({ code: 4 });
  });
});
