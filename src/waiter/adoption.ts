import { readText, recordOf } from "../core/json.js";
import { printable } from "../core/text.js";
import { compare } from "./duplicate-request.js";
import type { Failed, Outcome, Succeeded } from "./result/outcome.js";

/** An operation that was adopted in place of the one that a command would have started. */
export interface Adopted {
  /** The command's name, such as CreateHttpNamespace. */
  readonly command: string;
  readonly input: object;
  /** The caller asked to adopt whatever is in progress. */
  readonly isAskedFor: boolean;
  /** Calls GetNamespace. */
  readonly readNamespace: (id: string) => Promise<unknown>;
}

/** The kinds of namespace: what a command creates, and what GetNamespace calls it. */
const namespaceTypes: Readonly<Record<string, string>> = {
  CreateHttpNamespace: "HTTP",
  CreatePrivateDnsNamespace: "DNS_PRIVATE",
  CreatePublicDnsNamespace: "DNS_PUBLIC",
};

/**
 * Checks what an adopted operation has done, once it has ended. One type of operation stands for three commands that create
 * a namespace, so the namespace itself is read. Where that is not possible, the outcome says that its kind was not verified.
 */
export async function verifyAdoption(adopted: Adopted, outcome: Outcome): Promise<Outcome> {
  const { command, input, isAskedFor } = adopted;
  if (outcome.outcome === "failed")
    return { ...outcome, message: `${outcome.message} ${inProgress(command)}, which was not carried out.` };
  if (outcome.outcome !== "succeeded") return outcome;
  switch (compare(command, input, outcome.operation ?? {})) {
    case "same":
      return { ...outcome, adoption: "verified" };
    case "same-type":
      return await verifyNamespace(adopted, outcome);
    case "unseen-content":
      return { ...outcome, adoption: "kind-not-verified" };
    case "different":
      return isAskedFor
        ? { ...outcome, adoption: "different" }
        : somethingElse(adopted, outcome, `It is about ${targetsOf(outcome)}.`);
  }
}

async function verifyNamespace(adopted: Adopted, outcome: Succeeded): Promise<Outcome> {
  const { command, input, isAskedFor, readNamespace } = adopted;
  const unverified: Succeeded = { ...outcome, adoption: "kind-not-verified" };
  const { NAMESPACE: id } = outcome.targets;
  if (id === undefined) return unverified;
  const wanted = { type: namespaceTypes[command], name: recordOf(input)["Name"] };
  const answer = await readNamespace(id).catch(() => undefined);
  const { Type, Name } = recordOf(recordOf(answer)["Namespace"]);
  const made = { type: readText(Type), name: readText(Name) };
  if (made.type === undefined || made.name === undefined || wanted.type === undefined) return unverified;
  if (made.type === wanted.type && made.name === wanted.name) return { ...outcome, adoption: "verified" };
  if (isAskedFor) return { ...outcome, adoption: "different" };
  return somethingElse(
    adopted,
    outcome,
    `It created the ${printable(made.type)} namespace ${quoted(made.name)} (${printable(id)}), ` +
      `not the ${wanted.type} namespace ${quoted(wanted.name)}.`,
  );
}

/** Success of another operation is none of this command's. */
function somethingElse({ command }: Adopted, outcome: Succeeded, difference: string): Failed {
  const { targets: _targets, ...rest } = outcome;
  const type = outcome.operation?.Type ?? "unknown type";
  return {
    ...rest,
    outcome: "failed",
    code: "ADOPTED_ANOTHER_KIND",
    message:
      `Operation ${printable(outcome.operationId)} (${printable(type)}) was adopted, and did something else than ${command} asks for. ` +
      `${difference} ${inProgress(command)}, which was not carried out. Use what it made, or call the action again.`,
  };
}

function inProgress(command: string): string {
  return `The operation was already in progress when Cloud Map got ${command}`;
}

function targetsOf({ targets }: Succeeded): string {
  return printable(JSON.stringify(targets));
}

function quoted(name: unknown): string {
  return printable(JSON.stringify(name));
}
