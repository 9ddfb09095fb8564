import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { control } from "../../src/emulator/control.js";
import { createEmulator } from "../../src/emulator/index.js";
import { isLoopback } from "../../src/emulator/server.js";

function get(path: string, isAllowed: boolean): number {
  const request = Object.assign(new IncomingMessage(new Socket()), { method: "GET", url: path });
  return control(createEmulator(), request, "", isAllowed).statusCode;
}

test("the control paths are closed to other machines", () => {
  expect(get("/_emulator/operations", false)).toBe(403);
  expect(get("/_emulator/operations", true)).toBe(200);
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
