import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Mutants that change nothing that anybody could see, each with its reason. */
const equivalentFile = fileURLToPath(new URL("equivalent.json", import.meta.url));
const reportFile = fileURLToPath(new URL("report.md", import.meta.url));

/** At least so much must be killed, and at most so much may be argued away. */
const leastKilled = 0.95;
const mostEquivalent = 0.02;

/** Prints, and writes if asked, what became of the mutants; returns whether that is good enough. */
export function report({ mutants, results, jobs, tookMs, isWritten }) {
  const equivalents = JSON.parse(readFileSync(equivalentFile, "utf8"));
  const reached = new Set(jobs.filter(({ isReached }) => isReached).map(({ id }) => id));
  const files = new Map();
  const survivors = [];
  let [killed, equivalent] = [0, 0];
  for (const mutant of mutants) {
    const counts = files.get(mutant.file) ?? { all: 0, killed: 0, equivalent: 0 };
    files.set(mutant.file, counts);
    counts.all++;
    if (results.get(mutant.id)?.killer !== undefined) {
      counts.killed++;
      killed++;
      continue;
    }
    const reason = equivalents.find((each) => isSame(each, mutant))?.reason;
    if (reason !== undefined) {
      counts.equivalent++;
      equivalent++;
    } else survivors.push({ ...mutant, isReached: reached.has(mutant.id) });
  }
  const lines = [
    "# Mutants",
    "",
    "Written by `npm run test:mutants -- --write`. A mutant is the code with one small change; it is killed when a test fails.",
    "",
    `${mutants.length} mutants, ${killed} killed (${percent(killed, mutants.length)}), ${equivalent} argued to change nothing (${percent(equivalent, mutants.length)}), ${survivors.length} survived. It took ${Math.round(tookMs / 1000)} s.`,
    "",
    "| File | Mutants | Killed | Equivalent | Survived |",
    "| --- | --: | --: | --: | --: |",
    ...[...files].map(
      ([file, { all, ...counts }]) =>
        `| ${file} | ${all} | ${counts.killed} (${percent(counts.killed, all)}) | ${counts.equivalent} | ${all - counts.killed - counts.equivalent} |`,
    ),
    "",
    "## Survivors",
    "",
    ...survivors.map(
      ({ file, line, mutator, original, replacement, isReached }) =>
        `- ${file}:${line} ${mutator}${isReached ? "" : ", no test reaches it"}: ${code(original)} → ${code(replacement)}`,
    ),
    "",
  ];
  console.log(lines.join("\n"));
  if (isWritten) writeFileSync(reportFile, lines.join("\n"));
  return killed / mutants.length >= leastKilled && equivalent / mutants.length <= mostEquivalent;
}

function isSame(entry, { file, mutator, original, replacement }) {
  return (
    entry.file === file &&
    entry.mutator === mutator &&
    oneLine(entry.original) === oneLine(original) &&
    oneLine(entry.replacement) === oneLine(replacement)
  );
}

function oneLine(text) {
  return text.replaceAll(/\s+/g, " ").trim();
}

function code(text) {
  const line = oneLine(text);
  return `\`${(line.length > 140 ? `${line.slice(0, 140)}…` : line).replaceAll("`", "'")}\``;
}

function percent(part, whole) {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
