import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { killCount, lineOf, randomFrom, seedOf, startProcess, throughKills } from "./kills.js";
import { requestsOf, service } from "./service.js";

test("a durable function that is killed at random moments makes each mutation exactly once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-waiter-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // A slow service, so that many a kill hits a request whose answer then never arrives.
  const { emulator, url } = await service({
    latency: { uniform: [0.02, 0.3] },
    durations: { "*": { uniform: [0, 1] } },
    quotas: { GetOperation: { rate: 5, burst: 2 } },
  });
  const kills = Math.ceil(killCount / 4);
  const count = Math.max(3, Math.ceil(kills / 2));
  const args = [join(folder, "execution.json"), url, String(count)];
  const last = await throughKills(() => startProcess("durable-worker.ts", args), {
    kills,
    random: randomFrom(seedOf("durable function", kills)),
    longestMs: 1500,
  });
  const end = JSON.parse((await lineOf(last, /^ended /)).slice("ended ".length)) as {
    Status: string;
    Result: string;
  };
  expect(end.Status).toBe("SUCCEEDED");
  expect(new Set(JSON.parse(end.Result) as string[]).size).toBe(count);
  const operations = emulator.operations();
  const sent = requestsOf(emulator, "CreateHttpNamespace") + requestsOf(emulator, "UpdateHttpNamespace");
  console.log(
    `durable function: ${kills} kills, ${count * 2} mutations wanted, ${sent} requests sent, ${operations.length} operations`,
  );
  expect(operations.filter(({ type }) => type === "CREATE_NAMESPACE")).toHaveLength(count);
  expect(operations.filter(({ type }) => type === "UPDATE_NAMESPACE")).toHaveLength(count);
  expect(sent).toBeGreaterThanOrEqual(count * 2);
});
