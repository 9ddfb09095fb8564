import { describe, expect, test } from "vitest";
import { builtCommand, linesOf, service, until } from "./support.js";

const command = builtCommand();

describe.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s", (signal, exitCode) => {
  test("ends a delay at once, tells how to resume, and the process dies by it", async () => {
    const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
    const id = await create("x");
    const running = command([id, "--interval", "30", "--max-interval", "30", "--endpoint-url", url]);
    await until(running, /CREATE_NAMESPACE/);
    running.process.kill(signal);
    const { code, signal: diedBy, stdout, stderr } = await running.finished;
    expect({ code, diedBy, stdout }).toEqual({ code: null, diedBy: signal, stdout: "" });
    expect(stderr).toContain(`Interrupted by ${signal}. The operation keeps running.\n`);
    expect(stderr).toContain(`Resume with: cloudmap-wait --region us-east-1 --endpoint-url ${url} ${id}\n`);
  });

  test("ends a request that is in progress", async () => {
    const { url, create } = await service({ faults: [{ fault: "hang", action: "GetOperation" }] });
    const running = command([await create("x"), "--output", "jsonl", "--endpoint-url", url]);
    await until(running, /"start"/);
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
    running.process.kill(signal);
    const { signal: diedBy, stdout } = await running.finished;
    expect(diedBy).toBe(signal);
    expect(linesOf(stdout).slice(-2)).toMatchObject([
      { type: "settled", outcome: { outcome: "aborted" } },
      {
        type: "summary",
        exitCode,
        signal,
        counts: { aborted: 1 },
        resume: expect.stringContaining("cloudmap-wait"),
      },
    ]);
  });
});

test("a second signal ends at once what a first one could not", async () => {
  const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
  const running = command([await create("x"), "--endpoint-url", url]);
  await until(running, /CREATE_NAMESPACE/);
  running.process.kill("SIGINT");
  running.process.kill("SIGINT");
  expect((await running.finished).signal).toBe("SIGINT");
});
