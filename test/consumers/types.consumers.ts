// The declarations, by the compilers and settings of others. What they must promise is in public-types.test-d.ts.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bin, consumer, consumerOfOldestSdk, root, run } from "./support.js";

const claims = readFileSync(join(root, "test/consumers/public-types.test-d.ts"), "utf8");

type Options = Readonly<Record<string, unknown>>;

const nodenext: Options = { module: "nodenext" };
const bundler: Options = { module: "esnext", moduleResolution: "bundler" };
const withoutDom: Options = { lib: ["es2022"], types: ["node"] };
const withDom: Options = { lib: ["es2022", "dom", "dom.iterable"], types: ["node"] };

/** A program that loads every entry; what they export is held by the claims and the API reports. */
function entries(hasDom: boolean): string {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { exports: object };
  return Object.keys(manifest.exports)
    .filter((entry) => !entry.endsWith("json"))
    .filter((entry) => hasDom || entry !== "./ui") // An element needs the DOM's types.
    .map((entry, index) => `import * as m${index} from "cloudmap-waiter${entry.slice(1)}"; void m${index};\n`)
    .join("");
}

/** Compiles files in a folder; resolves with what is wrong with them, or with what this package declares. */
async function compile(
  compiler: string,
  place: string,
  compilerOptions: Options,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const project = mkdtempSync(join(place, "program-"));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text);
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  const strict = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    // What the package declares is checked too; what others' packages declare is theirs.
    skipLibCheck: false,
    target: "es2022",
  };
  writeFileSync(
    join(project, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...strict, ...compilerOptions }, files: Object.keys(files) }),
  );
  const { code, printed } = await run(
    process.execPath,
    [bin(`${compiler}/bin/tsc`), "-p", project],
    consumer(),
  );
  const errors = printed.split("\n").filter((line) => / error TS/.test(line));
  const ours = errors.filter((line) => !/node_modules\/(?!cloudmap-waiter\/)[^:]*: error/.test(line));
  return errors.length > 0 || code === 0 ? ours.join("\n") : printed;
}

// The compiler in Go takes a fraction of the time of the others, so that it tries all that there is.
const settings = (compiler: string): readonly (readonly [string, Options, boolean])[] => [
  ["nodenext, without the DOM", { ...nodenext, ...withoutDom }, false],
  ["bundler, with the DOM", { ...bundler, ...withDom }, true],
  ...(compiler === "typescript-7"
    ? ([
        ["nodenext, with the DOM", { ...nodenext, ...withDom }, true],
        ["bundler, without the DOM", { ...bundler, ...withoutDom }, false],
      ] as const)
    : []),
];

describe.each(["typescript-5.9", "typescript-6", "typescript-7"])("%s", (compiler) => {
  test.each(settings(compiler))("%s", async (_name, options, hasDom) => {
    const program = entries(hasDom);
    const files = { "claims.ts": claims, "entries.ts": program };
    // CommonJS requires ES modules by `nodenext`.
    const asCommonJs = options["module"] === "nodenext" ? { "entries.cts": program } : {};
    expect(await compile(compiler, consumer(), options, { ...files, ...asCommonJs })).toBe("");
  });

  test("with SDK 3.485, and with a client of it beside the newest", async () => {
    const options = { ...nodenext, ...withoutDom };
    expect(await compile(compiler, consumerOfOldestSdk(), options, { "claims.ts": claims })).toBe("");
    const ofOtherCopy = claims.replace('"@aws-sdk/client-servicediscovery"', '"sdk-oldest"');
    expect(ofOtherCopy).not.toBe(claims);
    expect(await compile(compiler, consumer(), options, { "claims.ts": ofOtherCopy })).toBe("");
  });
});

test("a claim that doesn't hold is an error", async () => {
  const wrong = 'import { waitForOperation } from "cloudmap-waiter"; void waitForOperation(1);';
  const errors = await compile("typescript-7", consumer(), { ...nodenext, ...withoutDom }, { "a.ts": wrong });
  expect(errors).toContain("a.ts(1,");
});

test("node16: from ES modules, and from CommonJS by a dynamic import alone", async () => {
  const options = { module: "node16", ...withoutDom };
  const dynamic = 'void import("cloudmap-waiter").then((module) => module.waitForOperation);';
  const files = { "entries.ts": entries(false), "dynamic.cts": dynamic };
  expect(await compile("typescript-7", consumer(), options, files)).toBe("");
  const required = await compile("typescript-7", consumer(), options, { "required.cts": entries(false) });
  expect(required).toContain("error TS1479");
});
