import { describe, expect, test } from "vitest";
import { readCommand } from "../../../src/emulator/command/options.js";

const noFile = (): string => {
  throw new Error("no file");
};

function scenario(args: readonly string[], file: object = {}): unknown {
  const command = readCommand(args, () => JSON.stringify(file));
  return command.run === "serve" ? command.scenario : command.run;
}

describe(readCommand, () => {
  test("listens on the loopback interface and a fixed port by default", () => {
    expect(readCommand([], noFile)).toEqual({
      run: "serve",
      scenario: { durations: {}, failures: [], quotas: {}, faults: [] },
      listen: { port: 4556, allowRemote: false, allowRemoteControl: false },
    });
    const args = ["--port=0", "--host", "0.0.0.0", "--allow-remote", "--allow-remote-control"];
    expect(readCommand(args, noFile)).toMatchObject({
      listen: { port: 0, host: "0.0.0.0", allowRemote: true, allowRemoteControl: true },
    });
  });

  test.each([
    [["--seed", "a", "--speed", "2.5"], { seed: "a", speed: 2.5 }],
    [["--duration", "CREATE_NAMESPACE=5"], { durations: { CREATE_NAMESPACE: 5 } }],
    [["--duration", "*:x=never"], { durations: { "*:x": "never" } }],
    [["--duration", '*={"uniform":[1,2]}'], { durations: { "*": { uniform: [1, 2] } } }],
    [["--fail", "*=A"], { failures: [{ on: "*", code: "A" }] }],
    [["--fail", "*:a=b"], { failures: [{ on: "*:a", code: "b" }] }],
    [["--fail", "*=A:b: c=d"], { failures: [{ on: "*", code: "A", message: "b: c=d" }] }],
    [["--quota", "GetOperation=2/4"], { quotas: { GetOperation: { rate: 2, burst: 4 } } }],
    [["--quota", "*=0.5"], { quotas: { "*": { rate: 0.5 } } }],
    [
      ["--quota", "*=1", "--throttle", "RequestLimitExceeded/429"],
      { quotas: { "*": { rate: 1, throttle: { name: "RequestLimitExceeded", statusCode: 429 } } } },
    ],
    [["--fault", "hang"], { faults: [{ fault: "hang" }] }],
    [
      ["--fault", "reset@Get*,probability=0.1,times=3,processed=true"],
      { faults: [{ fault: "reset", action: "Get*", probability: 0.1, times: 3, processed: true }] },
    ],
    [["--fault", "error,name=7,message=404"], { faults: [{ fault: "error", name: "7", message: "404" }] }],
    [["--fault", '{"fault":"hang","after":1}'], { faults: [{ fault: "hang", after: 1 }] }],
  ])("%o", (args, expected) => {
    expect(scenario(args)).toMatchObject(expected);
  });

  test.each([
    [["--speed", "1e3"], "--speed takes a number, such as 2 or 0.5; got 1e3"],
    [["--speed", " 5 "], "--speed takes a number, such as 2 or 0.5; got  5 "],
    [["--speed", "+5"], "--speed takes a number"],
    [["--port", "0x50"], "--port takes a number"],
    [["--duration", "*=0x10"], "--duration takes a number, such as 2 or 0.5; got 0x10"],
    [["--quota", "*=0x10"], "--quota takes a number"],
    [["--quota", "*=1/1e1"], "--quota takes a number"],
    [["--quota", "*=1", "--throttle", "X/0x1ad"], "--throttle takes a number"],
    [["--fault", "reset,times=0x3"], "faults[0].times must be a whole number"],
  ])("%o has a number as no flag writes it", (args, message) => {
    expect(() => scenario(args)).toThrow(message);
  });

  test("lays what is typed over the file", () => {
    const file = {
      seed: "file",
      region: "eu-west-1",
      durations: { "*": 1, UPDATE_SERVICE: 2 },
      failures: [{ code: "FILE" }],
      faults: [{ fault: "hang" }],
      quotas: { "*": { rate: 1 } },
    };
    const args = [
      "--scenario",
      "f",
      "--seed",
      "typed",
      "--duration",
      "*=9",
      "--fail",
      "*=TYPED",
      "--fault",
      "reset",
    ];
    const laid = scenario([...args, "--quota", "*=5"], file);
    expect(laid).toEqual({
      seed: "typed",
      region: "eu-west-1",
      durations: { UPDATE_SERVICE: 2, "*": 9 },
      failures: [{ on: "*", code: "TYPED" }, { code: "FILE" }],
      faults: [{ fault: "reset" }, { fault: "hang" }],
      quotas: { "*": { rate: 5 } },
    });
    expect(Object.keys((laid as { durations: object }).durations).at(-1)).toBe("*");
  });

  test.each([
    [["--duration", "5"], "--duration takes TYPE[:PATTERN]=SECONDS; got 5"],
    [["--duration", "*=soon"], "--duration takes a number, such as 2 or 0.5; got soon"],
    [["--duration", "*={"], "--duration: not a JSON object: {"],
    [["--duration", "CREATE=1"], 'the key "CREATE" of durations must start with'],
    [["--fail", "=x"], "--fail takes TYPE[:PATTERN]=CODE[:MESSAGE]; got =x"],
    [["--quota", "GetOperation=fast"], "--quota takes a number, such as 2 or 0.5; got fast"],
    [["--quota", "GetOperation=2/4/8"], "--quota takes ACTION=RATE[/BURST]; got 2/4/8"],
    [["--quota", "*=2", "--throttle", "X/429/2"], "--throttle takes NAME[/STATUS]; got X/429/2"],
    [["--fault", "hang@GetOperation@List*"], "--fault takes NAME[@ACTION][,FIELD=VALUE…]; got hang@"],
    [["--throttle", "X"], "--throttle needs --quota: it says how requests over the quota are refused"],
    [["--fault", "hang,later"], "--fault takes NAME[@ACTION][,FIELD=VALUE…]; got later"],
    [["--fault", "hang,color=red"], "faults[0].color is not a known field"],
    [["--speed", "0"], "speed must be from 0.001"],
    [["--port", "70000"], "--port takes a whole number from 0 to 65535; got 70000"],
    [["--bad\u001B[2J"], "\\u{1b}[2J"],
  ])("%o is refused", (args, message) => {
    expect(() => readCommand(args, noFile)).toThrow(message);
  });

  test.each([
    ["not JSON", "--scenario s.json: "],
    ['{"speed":0}', "--scenario s.json: speed must be from 0.001"],
  ])("the scenario file %j is refused by its name", (content, message) => {
    expect(() => readCommand(["--scenario", "s.json"], () => content)).toThrow(message);
  });
});
