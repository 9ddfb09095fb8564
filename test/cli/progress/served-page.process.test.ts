import { expect, test } from "vitest";
import { builtCommand, service } from "../support.js";

const command = builtCommand();

test("--serve shows a page on this machine while the command waits, and none without it", async () => {
  const { create, url, emulator } = await service({ durations: { CREATE_NAMESPACE: 3600 }, seed: 1 });
  const id = await create("page");
  const waiting = command(["--endpoint-url", url, "--serve", `web=${id}`]);
  let page = "";
  while (page === "") {
    await new Promise((resolve) => {
      waiting.process.stderr?.once("data", resolve);
    });
    page = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(waiting.printed.stderr)?.[0] ?? "";
  }
  const answer = await fetch(page);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain("cloudmap-progress");
  const events = await fetch(new URL("events", page));
  const reader = events.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  expect(new TextDecoder().decode(value)).toContain("retry:");
  emulator.settle(id);
  const { code, stdout } = await waiting.finished;
  await reader?.cancel();
  expect({ code, stdout: stdout.trim() }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ns-/) });

  const quiet = await command(["--endpoint-url", url, id]).finished;
  expect(quiet.stderr).not.toContain("http://127.0.0.1");
});
