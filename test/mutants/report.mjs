import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./instrument.mjs";

/** Mutants that change nothing that anybody could see, each with its reason. */
const equivalentFile = fileURLToPath(new URL("equivalent.json", import.meta.url));
const reportFile = join(root, "docs/mutants.md");

/** At least so much must be killed, and at most so much may be argued away. */
const leastKilled = 0.95;
const mostEquivalent = 0.02;

/** Prints, or writes, what became of the mutants; returns whether that is good enough. */
export function report({ mutants, known, isWritten }) {
  const equivalents = JSON.parse(readFileSync(equivalentFile, "utf8"));
  const rooms = new Map();
  const total = newCounts();
  const lists = { survived: [], equivalent: [] };
  for (const mutant of mutants) {
    const { file, index } = mutant;
    const room = roomOf(file, isWritten);
    if (!rooms.has(room)) rooms.set(room, newCounts());
    const killer = known.get(file).killerOf(index);
    const reason = killer ? undefined : equivalents.find((each) => isSame(each, mutant))?.reason;
    const fate =
      killer === undefined ? "untried" : killer ? "killed" : reason === undefined ? "survived" : "equivalent";
    for (const counts of [rooms.get(room), total]) {
      counts.all++;
      counts[fate]++;
      if (killer?.endsWith("(by the clock)")) counts.clock++;
    }
    lists[fate]?.push(`- ${told(mutant)}${reason ? `. ${reason}` : ""}`);
  }
  const lines = [
    "# Mutants",
    "",
    "Written by `npm run test:mutants -- --report`, from the latest results of `npm run test:mutants`, folder by folder.",
    "[Proof](proof.md) explains them.",
    "",
    "| Code | Mutants | Killed | Of these, by the clock | Argued to change nothing | Survived | Not tried |",
    "| --- | --: | --: | --: | --: | --: | --: |",
    ...[...rooms, ["all", total]].map(([name, counts]) => rowOf(name, counts)),
    "",
    "## Survivors",
    "",
    ...lists.survived,
    "",
    "## Argued to change nothing",
    "",
    ...lists.equivalent,
    "",
  ];
  if (isWritten) writeFileSync(reportFile, lines.join("\n"));
  else console.log(lines.join("\n"));
  return total.killed / total.all >= leastKilled && total.equivalent / total.all <= mostEquivalent;
}

function newCounts() {
  return { all: 0, killed: 0, clock: 0, equivalent: 0, survived: 0, untried: 0 };
}

/** The folder, in the written report; the file, where somebody works on it. */
function roomOf(file, isWritten) {
  return isWritten ? file.split("/").slice(0, -1).join("/") : file;
}

function rowOf(name, { all, killed, clock, equivalent, survived, untried }) {
  const share = (part) => `${part} (${((100 * part) / all).toFixed(1)} %)`;
  return `| ${name} | ${all} | ${share(killed)} | ${clock} | ${share(equivalent)} | ${survived} | ${untried} |`;
}

function isSame(entry, { file, mutator, original, replacement }) {
  return (
    entry.file === file &&
    entry.mutator === mutator &&
    oneLine(entry.original) === oneLine(original) &&
    oneLine(entry.replacement) === oneLine(replacement)
  );
}

function told({ file, line, mutator, original, replacement }) {
  return `${file}:${line} ${mutator}: ${code(original)} → ${code(replacement)}`;
}

function oneLine(text) {
  return text.replaceAll(/\s+/g, " ").trim();
}

function code(text) {
  const line = oneLine(text);
  return `\`${(line.length > 140 ? `${line.slice(0, 140)}…` : line).replaceAll("`", "'")}\``;
}
