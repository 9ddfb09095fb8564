import { IncomingMessage, request } from "node:http";
import { Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { control } from "../../../src/emulator/transport/control.js";
import { createEmulator } from "../../../src/emulator/index.js";
import { isLoopback } from "../../../src/emulator/transport/hosts.js";

function get(path: string, isAllowed: boolean): number {
  const asked = Object.assign(new IncomingMessage(new Socket()), { method: "GET", url: path });
  return control(createEmulator(), asked, Buffer.alloc(0), isAllowed).statusCode;
}

test("the control paths are closed to other machines", () => {
  expect(get("/_emulator/operations", false)).toBe(403);
  expect(get("/_emulator/operations", true)).toBe(200);
});

test("over HTTP they answer to this machine's own names alone", async () => {
  const server = await createEmulator().listen();
  onTestFinished(() => server.close());
  const statusFor = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const asked = request(`${server.url}/_emulator/status`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on("error", reject).end();
    });
  expect(await statusFor(`localhost:${server.port}`)).toBe(200);
  expect(await statusFor("[::1]")).toBe(200);
  expect(await statusFor("rebound.example:80")).toBe(403);
});

test.each([
  ["127.0.0.1", true],
  ["127.9.9.9", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["LOCALHOST", true],
  ["::ffff:192.0.2.1", false],
  ["10.0.0.1", false],
  ["127.0.0.1.example.com", false],
  ["", false],
])("%j is a loopback address: %o", (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});
