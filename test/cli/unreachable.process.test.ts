// In a file of its own, as it takes as long as the retries do.
import { describe, expect, test } from "vitest";
import { builtCommand } from "./support.js";

const command = builtCommand();

describe("exit status 7", () => {
  test("is that of a wait, too, whose time is up before anything has answered", async () => {
    const args = ["op", "--timeout", "3", "--endpoint-url", "http://127.0.0.1:9"];
    const { code, stderr } = await command(args).finished;
    expect(code).toBe(7);
    expect(stderr).toContain("ECONNREFUSED");
    expect(stderr).toMatch(/Cloud Map did not answer \([1-9] attempts?\)/);
  });

  test("gives up on an endpoint that nobody listens on", async () => {
    const { code, stderr } = await command(["op", "--endpoint-url", "http://127.0.0.1:9"]).finished;
    expect(code).toBe(7);
    expect(stderr).toContain("ECONNREFUSED");
    expect(stderr).toContain(
      "Resume with: cloudmap-wait --region us-east-1 --endpoint-url http://127.0.0.1:9 op\n",
    );
  });
});
