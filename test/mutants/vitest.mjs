// A stand-in for vitest and @fast-check/vitest in which one test at a time can be run, again and again, in this process.
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  customMatchers,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  getState,
  setState,
} from "@vitest/expect";
import * as spies from "@vitest/spy";
import * as fc from "fast-check";

// Taken before any test fakes them.
const { setTimeout, clearTimeout } = globalThis;

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

export const expect = (value, message) => {
  setState({ assertionCalls: getState(expect).assertionCalls + 1 }, expect);
  return chai.expect(value, message);
};
Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT]);
setState({ assertionCalls: 0 }, expect);
Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect, configurable: true });
chai.expect.extend(expect, customMatchers);

/** Tries again until it doesn't throw, for a second by default. */
async function waitFor(attempt, options = {}) {
  const { timeout = 1000, interval = 50 } = typeof options === "number" ? { timeout: options } : options;
  const endsAt = performance.now() + timeout;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() >= endsAt) throw error;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, interval);
    });
  }
}

/** Globals that a test has replaced, with what they were. */
const stubbed = new Map();
function stubGlobal(name, value) {
  if (!stubbed.has(name)) stubbed.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
function unstubAllGlobals() {
  for (const [name, was] of stubbed) {
    if (was) Object.defineProperty(globalThis, name, was);
    else delete globalThis[name];
  }
  stubbed.clear();
}

/** Variables of the environment that a test has replaced, with what they were. */
const stubbedEnvs = new Map();
function stubEnv(name, value) {
  if (!stubbedEnvs.has(name)) stubbedEnvs.set(name, process.env[name]);
  setEnv(name, value);
}
function unstubAllEnvs() {
  for (const [name, was] of stubbedEnvs) setEnv(name, was);
  stubbedEnvs.clear();
}
function setEnv(name, value) {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** Whether a test of the file that was loaded last has asked for modules as they are when a process starts. */
export const modules = { areReset: false };

export const vi = new Proxy(
  {
    // A bundle holds one copy of each module: the whole file of tests is loaded anew instead, before they run.
    resetModules() {
      modules.areReset = true;
    },
    stubGlobal,
    unstubAllGlobals,
    stubEnv,
    unstubAllEnvs,
    fn: spies.fn,
    spyOn: spies.spyOn,
    restoreAllMocks: spies.restoreAllMocks,
    mocked: (value) => value,
    waitFor,
  },
  {
    get(known, name) {
      if (name in known) return known[name];
      throw new Error(`vi.${String(name)} is not known here`);
    },
  },
);

class Suite {
  parent;
  hooks = { beforeAll: [], beforeEach: [], afterEach: [] };
  started;

  constructor(parent) {
    this.parent = parent;
  }

  get chain() {
    return [...(this.parent?.chain ?? []), this];
  }

  async start() {
    this.started ??= (async () => {
      for (const hook of this.hooks.beforeAll) await hook();
    })();
    await this.started;
  }
}

let suite;
let names;
let tests;
let finishers;

/** Loads a file of tests and returns them. */
export async function collect(load) {
  [suite, names, tests] = [new Suite(), [], []];
  await load();
  return tests;
}

export class Skipped extends Error {}

/** Runs one test with its hooks. Rejects with what it fails with. */
export async function runTest({ suites, run }, limitMs) {
  const after = [];
  const own = (finishers = []);
  const clean = async () => {
    for (const finish of [...own.splice(0).toReversed(), ...after.splice(0)]) await finish();
  };
  let timer;
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the test timed out")), limitMs);
  });
  const context = {
    skip: () => {
      throw new Skipped("skipped");
    },
    onTestFinished: (finish) => own.push(finish),
  };
  const whole = async () => {
    try {
      for (const { hooks, ...each } of suites.map((each) => ({
        hooks: each.hooks,
        start: () => each.start(),
      }))) {
        await each.start();
        for (const hook of hooks.beforeEach) {
          const clean = await hook();
          if (typeof clean === "function") after.push(clean);
        }
      }
      await run(context);
    } finally {
      // The last one first, as vitest does: a spy is restored before the fake clock that it spied on.
      for (const { hooks } of suites.toReversed()) after.push(...hooks.afterEach.toReversed());
      await clean();
    }
  };
  try {
    await Promise.race([whole(), tooLong]);
  } finally {
    clearTimeout(timer);
    // What a test that took too long has begun must not disturb the next one.
    void clean().catch(() => {});
  }
}

function define(name, ...rest) {
  const run = rest.find((part) => typeof part === "function") ?? (() => {});
  tests.push({ id: `${[...names, labelOf(name)].join(" > ")} #${tests.length}`, suites: suite.chain, run });
}

function defineSuite(name, ...rest) {
  const body = rest.find((part) => typeof part === "function");
  const outer = suite;
  suite = new Suite(outer);
  names.push(labelOf(name));
  body?.();
  names.pop();
  suite = outer;
}

function labelOf(name) {
  return typeof name === "function" ? name.name : String(name);
}

function ignore() {}

/** `define` with the ways of vitest to say which, when and how often. */
function withModifiers(one) {
  const each = (rows) => (name, body, options) => {
    for (const row of Array.from(rows))
      one(name, (...more) => body(...(Array.isArray(row) ? row : [row]), ...more), options);
  };
  return Object.assign((...given) => one(...given), {
    each,
    skip: ignore,
    todo: ignore,
    skipIf: (isSkipped) => (isSkipped ? ignore : one),
    runIf: (isRun) => (isRun ? one : ignore),
    sequential: one,
    concurrent: one,
  });
}

export const describe = withModifiers(defineSuite);
export const test = Object.assign(withModifiers(define), {
  prop:
    (arbitraries, parameters = {}) =>
    (name, body) => {
      const isList = Array.isArray(arbitraries);
      const whole = isList ? fc.tuple(...arbitraries) : fc.record(arbitraries);
      const call = async (values) => (isList ? await body(...values) : await body(values));
      // What holds for so many holds often enough to kill a mutant, and is quick enough to run for each.
      const numRuns = Math.min(parameters.numRuns ?? 100, 100);
      define(name, () =>
        fc.assert(
          fc.asyncProperty(whole, async (values) => (await call(values)) ?? true),
          { ...parameters, numRuns, endOnFailure: true },
        ),
      );
    },
});
export const it = test;
export { fc };

export const beforeAll = (hook) => suite.hooks.beforeAll.push(hook);
export const beforeEach = (hook) => suite.hooks.beforeEach.push(hook);
export const afterEach = (hook) => suite.hooks.afterEach.push(hook);
// The process is what ends at the end.
export const afterAll = () => {};
export const onTestFinished = (finish) => finishers.push(finish);
