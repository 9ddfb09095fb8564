// Runs `cloudmap-wait` inside this thread, in place of a process of Node's: a hundred times as fast, and with the mutant that
// is active here. It takes the place of node:child_process in the tests; what is not the command is spawned as ever.
import { spawn as spawnProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PassThrough, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import { workerData } from "node:worker_threads";

export * from "node:child_process";

const { bundle, root } = workerData.command ?? {};
const require = createRequire(pathToFileURL(`${root}/package.json`));
const commandPath = /[\\/]dist[\\/]cli[\\/]main\.js$/;
const timerNames = ["setTimeout", "setInterval", "setImmediate"];
/* Taken before any test fakes them. */
const real = Object.fromEntries(
  [...timerNames, "clearTimeout", "clearInterval", "clearImmediate"].map((name) => [name, globalThis[name]]),
);

let instantiate;
function compiled() {
  const names = ["require", "process", "globalThis", ...Object.keys(real)];
  instantiate ??= new Script(
    `(function (exports, ${names.join(", ")}) {${readFileSync(bundle, "utf8")}\n})`,
    {
      filename: bundle,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    },
  ).runInThisContext();
  return instantiate;
}

export function spawn(file, args = [], options = {}) {
  if (
    bundle !== undefined &&
    file === process.execPath &&
    commandPath.test(args[0]) &&
    options.stdio === "pipe"
  )
    return new Command(args, options.env ?? process.env);
  const terminal = bundle === undefined || file !== "script" ? undefined : inTerminal(args[1] ?? "");
  if (terminal !== undefined) return new Command(terminal.args, options.env, terminal);
  return spawnProcess(file, args, options);
}

/** `stty cols 80 rows 24; 'node' 'main.js' 'arguments'; echo "status $?"`, which is all that most tests of terminals run. */
function inTerminal(line) {
  const [, columns, rows, words] =
    /^stty cols (\d+) rows (\d+); ((?:'[^']*' ?)+); echo "status \$\?"$/.exec(line) ?? [];
  const [file, ...args] = Array.from((words ?? "").matchAll(/'([^']*)'/g), ([, word]) => word);
  return file === process.execPath && commandPath.test(args[0] ?? "")
    ? { args, columns: Number(columns), rows: Number(rows) }
    : undefined;
}

let pids = 1_000_000_000;
let running = 0;
const ownEnvironment = { ...process.env };

/** The SDK reads the thread's own. */
function setEnvironment(env) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
  process.env["CLOUDMAP_WAITER_BUILT"] = ownEnvironment["CLOUDMAP_WAITER_BUILT"];
}

/** What a ChildProcess is, as far as the tests use one. */
class Command extends EventEmitter {
  pid = pids++;
  exitCode = null;
  signalCode = null;
  stdin = new PassThrough();
  stdout = new PassThrough();
  stderr = new PassThrough();
  #process;
  #timers = new Set();
  #terminal;

  constructor(args, env, terminal) {
    super();
    this.#terminal = terminal;
    this.#process = this.#makeProcess(args, env);
    setEnvironment(env);
    running++;
    real.setImmediate(() => this.#start());
  }

  kill(signal = "SIGTERM") {
    if (this.exitCode !== null || this.signalCode !== null) return false;
    if (signal === "SIGKILL" || !this.#process.emit(signal, signal)) this.#end(null, signal);
    return true;
  }

  #start() {
    const own = Object.create(globalThis);
    const timers = this.#scopedTimers();
    Object.assign(own, timers);
    Object.defineProperty(own, "process", { value: this.#process });
    const exports = {};
    const order = Object.keys(real).map((name) => timers[name]);
    compiled()(exports, require, this.#process, own, ...order);
    void exports.main().catch((error) => this.#crash(error));
  }

  #crash(error) {
    this.stderr.write(`${error?.stack ?? error}\n`);
    this.#end(1, null);
  }

  #scopedTimers() {
    const timers = this.#timers;
    const scoped = { ...real };
    for (const name of timerNames)
      scoped[name] = (callback, ...rest) => {
        const timer = real[name](
          (...given) => {
            if (this.exitCode === null && this.signalCode === null) callback(...given);
          },
          ...rest,
        );
        timers.add([name, timer]);
        return timer;
      };
    return scoped;
  }

  #makeProcess(args, env) {
    const own = Object.create(process);
    const events = new EventEmitter();
    for (const method of [
      "on",
      "once",
      "off",
      "emit",
      "removeAllListeners",
      "listeners",
      "listenerCount",
      "addListener",
      "removeListener",
    ])
      own[method] = (...given) => {
        const result = events[method](...given);
        return result === events ? own : result;
      };
    const screen = this.#terminal;
    const output = (name) => {
      const stream = new Writable({
        decodeStrings: false,
        write: (chunk, encoding, done) => {
          // A process that was killed writes no more.
          if (this.exitCode !== null || this.signalCode !== null) return done();
          const text = screen ? String(chunk).replaceAll("\n", "\r\n") : chunk;
          (screen ? this.stdout : this[name]).write(text, encoding);
          // At once, as a process writes to a pipe.
          done();
        },
      });
      return screen
        ? Object.assign(stream, {
            isTTY: true,
            columns: screen.columns,
            rows: screen.rows,
            hasColors: () => true,
            getColorDepth: () => 8,
          })
        : stream;
    };
    const stdin = screen ? Object.assign(new PassThrough(), { isTTY: true }) : this.stdin;
    Object.assign(stdin, { fd: 0 });
    const values = {
      argv: [process.execPath, ...args],
      env: { ...env },
      pid: this.pid,
      exitCode: undefined,
      stdin,
      stdout: output("stdout"),
      stderr: output("stderr"),
      exit: (code) => this.#end(Number(code ?? own.exitCode ?? 0), null),
      kill: (pid, signal) => (pid === this.pid ? this.kill(signal) : process.kill(pid, signal)),
      emitWarning: () => {},
    };
    for (const [name, value] of Object.entries(values))
      Object.defineProperty(own, name, { value, writable: true, configurable: true, enumerable: true });
    return own;
  }

  #end(code, signal) {
    if (this.exitCode !== null || this.signalCode !== null) return;
    [this.exitCode, this.signalCode] = [code, signal];
    // What other programs a test runs must find things as they are.
    if (--running === 0) setEnvironment(ownEnvironment);
    for (const [name, timer] of this.#timers) real[name.replace("set", "clear")](timer);
    if (this.#terminal) {
      // A shell says that a program was killed by its status.
      this.stdout.write(`status ${code ?? 128}\r\n`);
    }
    this.stdout.end();
    this.stderr.end();
    this.emit("exit", ...(this.#terminal ? [0, null] : [code, signal]));
    // When all has been read.
    real.setImmediate(() =>
      real.setImmediate(() => this.emit("close", ...(this.#terminal ? [0, null] : [code, signal]))),
    );
  }
}
