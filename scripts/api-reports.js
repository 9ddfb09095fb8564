// The public types of every entry of package.json, as reports in api/ that a change of them must change too. It reads dist/.
//
//   node scripts/api-reports.js            fails when a report is out of date, or a type that is needed is exported nowhere
//   node scripts/api-reports.js --update   writes the reports

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";

const root = fileURLToPath(new URL("..", import.meta.url));
const committed = join(root, "api");
const fresh = join(root, "node_modules/.cache/cloudmap-waiter-api");
const shouldUpdate = process.argv.includes("--update");

/** The report's name of an entry: `index` for ".", `web-client` for "./web/client". */
function reportName(entry) {
  return entry === "." ? "index" : entry.slice(2).replaceAll("/", "-");
}

/** The entries that have types, with their declarations. */
function typedEntries() {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return Object.entries(exports)
    .filter(([, file]) => typeof file === "string" && file.endsWith(".js"))
    .map(([entry, file]) => ({ name: reportName(entry), types: join(root, file.replace(/\.js$/, ".d.ts")) }));
}

function configFor({ name, types }) {
  const silent = { logLevel: "none" };
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, "package.json"),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: types,
      newlineKind: "lf",
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            strict: true,
            skipLibCheck: true,
            exactOptionalPropertyTypes: true,
            target: "es2023",
            lib: ["es2023", "dom", "dom.iterable"],
            types: ["node"],
            module: "nodenext",
          },
          files: [types],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: fresh,
        reportTempFolder: join(fresh, "temp"),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: "error" } },
        extractorMessageReporting: {
          default: { logLevel: "error" },
          // Everything that is exported is public.
          "ae-missing-release-tag": silent,
          // A member whose name says it all needs no sentence.
          "ae-undocumented": silent,
          "ae-unresolved-link": silent,
        },
        // The docs are read in an editor, which knows no TSDoc but its own.
        tsdocMessageReporting: { default: silent },
      },
    },
  });
}

const forgotten = /^The symbol "(.*)" needs to be exported/;

/** Makes an entry's report; returns what is wrong with it, and which types it needs and doesn't export itself. */
function extract(entry) {
  const problems = [];
  const needed = [];
  Extractor.invoke(configFor(entry), {
    localBuild: true,
    messageCallback(message) {
      message.handled = true;
      if (message.logLevel !== ExtractorLogLevel.Error) return;
      const [, symbol] = forgotten.exec(message.text) ?? [];
      if (symbol === undefined) problems.push(message.text);
      else needed.push(symbol);
    },
  });
  return { ...entry, problems, needed };
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, "utf8").replaceAll("\r\n", "\n") : "";
}

rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });
const entries = typedEntries().map(extract);
rmSync(join(fresh, "temp"), { recursive: true, force: true });
const main = readText(join(fresh, "index.api.md"));
const complaints = entries.flatMap(({ name, problems, needed }) => [
  ...problems.map((problem) => `${name}: ${problem}`),
  ...needed
    .filter((symbol) => !new RegExp(`^export [\\w ]+ ${symbol}\\b`, "m").test(main))
    .map((symbol) => `${name}: ${symbol} is needed, and exported neither there nor by the main entry`),
]);
if (shouldUpdate) {
  rmSync(committed, { recursive: true, force: true });
  cpSync(fresh, committed, { recursive: true });
} else {
  const files = new Set([...readdirSync(fresh), ...(existsSync(committed) ? readdirSync(committed) : [])]);
  for (const file of files)
    if (readText(join(fresh, file)) !== readText(join(committed, file)))
      complaints.push(`api/${file} differs from the public types: npm run api, then review git diff api`);
}
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
else console.log(`${entries.length} API reports ${shouldUpdate ? "written" : "are up to date"}`);
