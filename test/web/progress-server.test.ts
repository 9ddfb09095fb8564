import { expect, test } from "vitest";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import { progressServer } from "../../src/web/progress-server.js";
import { pendingFor, quick } from "./support.js";

test("the progress server listens on the loopback interface, and says so", async () => {
  const source = new OperationWaiter({ getOperation: pendingFor(0), ...quick }, "a");
  const server = await progressServer({ source, token: "t" });
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/t\/$/);
  expect((await fetch(server.url)).status).toBe(200);
  await server.close();
});
