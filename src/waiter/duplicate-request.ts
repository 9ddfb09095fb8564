import { readText, recordOf } from "../core/json.js";
import type { Operation } from "../core/operation.js";
import { printable } from "../core/text.js";
import type { Outcome } from "./result/outcome.js";

/**
 * What to do when Cloud Map answers DuplicateRequest, because another operation on the same resource is under way:
 *
 * - `adopt`: wait for that operation, whatever it is.
 * - `reject`: throw the DuplicateRequest.
 * - `resend`: wait until that operation has ended, then send the command again.
 */
export type OnDuplicateRequest = "adopt" | "reject" | "resend";

/** The operation that a command's DuplicateRequest names. */
export function duplicateOf(error: unknown): string | undefined {
  const { name, DuplicateOperationId } = recordOf(error);
  return (name === "DuplicateRequest" && readText(DuplicateOperationId)) || undefined;
}

/** The type of the operation that a command starts. Source: Cloud Map API reference, `Operation`. */
export function typeOfCommand(command: string): string | undefined {
  if (/^Create\w+Namespace$/.test(command)) return "CREATE_NAMESPACE";
  if (/^Update\w+Namespace$/.test(command)) return "UPDATE_NAMESPACE";
  return {
    DeleteNamespace: "DELETE_NAMESPACE",
    UpdateService: "UPDATE_SERVICE",
    RegisterInstance: "REGISTER_INSTANCE",
    DeregisterInstance: "DEREGISTER_INSTANCE",
  }[command];
}

/** Types whose operation does the same whoever starts it. What an update or a registration writes can't be seen. */
const sameForAll: ReadonlySet<string> = new Set([
  "CREATE_NAMESPACE",
  "DELETE_NAMESPACE",
  "DEREGISTER_INSTANCE",
]);

/**
 * Whether another operation does what a command asks for. An operation of another type does not; neither does one whose
 * content can't be seen, nor one that is about another resource.
 */
export function doesTheSame(command: string, input: object, { Type, Targets = {} }: Operation): boolean {
  if (Type === undefined || Type !== typeOfCommand(command) || !sameForAll.has(Type)) return false;
  const { Id, InstanceId } = recordOf(input);
  if (Type === "DELETE_NAMESPACE") return isAbout(Targets.NAMESPACE, Id);
  return Type === "CREATE_NAMESPACE" || isAbout(Targets.INSTANCE, InstanceId);
}

/** A target that isn't named yet may be any; an input may be an ARN, which ends with the id. */
function isAbout(target: string | undefined, id: unknown): boolean {
  return target === undefined || String(id) === target || String(id).endsWith(`/${target}`);
}

/** The kinds of namespace: what a command creates, and what GetNamespace calls it. */
const namespaceTypes: Readonly<Record<string, string>> = {
  CreateHttpNamespace: "HTTP",
  CreatePrivateDnsNamespace: "DNS_PRIVATE",
  CreatePublicDnsNamespace: "DNS_PUBLIC",
};

/**
 * Checks what an adopted operation has made: one type of operation stands for three commands, so the namespace itself is
 * read. Where that is not possible, the outcome says that its kind was not verified.
 */
export async function verifyAdoption(
  command: string,
  input: object,
  outcome: Outcome,
  readNamespace: (id: string) => Promise<unknown>,
): Promise<Outcome> {
  if (outcome.outcome !== "succeeded") return outcome;
  if (outcome.operation?.Type !== "CREATE_NAMESPACE") return { ...outcome, adoption: "verified" };
  const { NAMESPACE: id } = outcome.targets;
  const wanted = { Type: namespaceTypes[command], Name: recordOf(input)["Name"] };
  const made = id === undefined ? {} : await readNamespace(id).then(recordOf, () => ({}));
  const namespace = recordOf(recordOf(made)["Namespace"]);
  const [Type, Name] = [readText(namespace["Type"]), readText(namespace["Name"])];
  if (Type === undefined || wanted.Type === undefined) return { ...outcome, adoption: "kind-not-verified" };
  if (Type === wanted.Type && Name === wanted.Name) return { ...outcome, adoption: "verified" };
  const { targets: _targets, ...rest } = outcome;
  return {
    ...rest,
    outcome: "failed",
    code: "ADOPTED_ANOTHER_KIND",
    message:
      `Operation ${printable(outcome.operationId)} (CREATE_NAMESPACE) was under way when ${command} was sent, and was adopted; but it created ` +
      `the ${printable(Type)} namespace ${printable(JSON.stringify(Name))} (${printable(id ?? "")}), not the ${wanted.Type} namespace ${printable(JSON.stringify(wanted.Name))}. ` +
      "Nothing was created for this command. Use that namespace, or choose another name.",
  };
}
