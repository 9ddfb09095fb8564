import { describe, expect, test, vi } from "vitest";
import type { Logger } from "../../../src/waiter/events/logger.js";
import { log } from "../../../src/waiter/events/logger.js";
import { OperationWaiter } from "../../../src/waiter/operation-waiter.js";
import { useVirtualTime } from "../../support/virtual-time.js";
import { answers, sdkError } from "../support.js";

const time = useVirtualTime();

function levelLogger(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const at =
    (level: string) =>
    (line: unknown): number =>
      lines.push(`${level} ${String(line)}`);
  return { lines, logger: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") } };
}

describe("a line of the log", () => {
  test("has the level of its event: polls are details, what went wrong is a warning", async () => {
    const { lines, logger } = levelLogger();
    const { getOperation } = answers(sdkError("Throttling", 400), "PENDING", "SUCCESS");
    await time.until(new OperationWaiter({ getOperation, logger }, "op-1").outcome());
    expect(
      lines.map((line) => /^(\w+) cloudmap-waiter: .*type="(\w+)"/.exec(line)?.slice(1).join(" ")),
    ).toEqual([
      "warn retry",
      "info transition",
      "debug poll",
      "info transition",
      "debug poll",
      "info settled",
    ]);
    expect(lines.at(-1)).toContain('outcome="succeeded"');
    expect(lines.join("\n")).not.toMatch(/code=|seq=|\bat=/);
  });

  test("of a wait without success is a warning, with its code and no message of the service", async () => {
    const { lines, logger } = levelLogger();
    const failed = { Operation: { Status: "FAIL", ErrorCode: "ACCESS_DENIED", ErrorMessage: "the secret" } };
    await time.until(
      new OperationWaiter({ getOperation: answers(failed).getOperation, logger }, "op-1").outcome(),
    );
    expect(lines.at(-1)).toMatch(/^warn .*type="settled" outcome="failed" code="ACCESS_DENIED"$/);
    expect(lines.join("\n")).not.toContain("secret");
  });

  test("is one line of name=value, whatever the value", () => {
    const info = vi.fn();
    log({ ...levelLogger().logger, info }, "info", { a: 'x"\ny', n: 1, long: "z".repeat(400) });
    expect(info).toHaveBeenCalledWith(`cloudmap-waiter: a="x\\"\\\\u{a}y" n=1 long="${"z".repeat(300)}…"`);
  });
});
