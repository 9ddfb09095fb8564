import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtPackage, run } from "../support/built.js";
import { environment, service, until } from "./support.js";

const main = join(builtPackage(), "cli/main.js");
const hasBash = spawnSync("bash", ["--version"]).status === 0;

// Linux tells which signals a process ignores.
describe.skipIf(!hasBash || !existsSync("/proc/self/status"))(
  "a signal that is ignored where the command is run",
  () => {
    test.each([
      ["SIGHUP under nohup", "SIGHUP", (line: string) => `nohup ${line} & echo "pid $!" >&2; wait $!`],
      [
        "SIGHUP in a script under nohup",
        "SIGHUP",
        (line: string) => `trap '' HUP; ${line} & echo "pid $!" >&2; wait $!`,
      ],
      [
        "SIGINT in a script that runs in the background",
        "SIGINT",
        (line: string) => `trap '' INT; ${line} & echo "pid $!" >&2; wait $!`,
      ],
    ] as const)("stays ignored: %s", async (_what, signal, script) => {
      const { url, create } = await service({ durations: { CREATE_NAMESPACE: 4 } });
      const line = `'${process.execPath}' '${main}' ${await create("x")} --endpoint-url ${url}`;
      const running = run("bash", ["-c", script(line)], environment);
      await until(running, /CREATE_NAMESPACE|create namespace/);
      const pid = Number(/pid (\d+)/.exec(running.printed.stderr)?.[1]);
      process.kill(pid, signal);
      const { code, stdout } = await running.finished;
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ns-/) });
    });

    test("ends the wait where it is not", async () => {
      const { url, create } = await service({ durations: { CREATE_NAMESPACE: 60 } });
      const running = run(process.execPath, [main, await create("x"), "--endpoint-url", url], environment);
      await until(running, /CREATE_NAMESPACE|create namespace/);
      running.process.kill("SIGHUP");
      const { signal, stderr } = await running.finished;
      expect(signal).toBe("SIGHUP");
      expect(stderr).toContain("Resume with: ");
    });
  },
);
