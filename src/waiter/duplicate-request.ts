import { readText, recordOf } from "../core/json.js";
import type { Operation } from "../core/operation.js";

/**
 * What to do when Cloud Map answers DuplicateRequest, because another operation on the same resource is in progress:
 *
 * - `adopt`: wait for that operation, whatever it is.
 * - `reject`: throw the DuplicateRequest.
 * - `resend`: wait until that operation has ended, then send the command again.
 */
export type OnDuplicateRequest = "adopt" | "reject" | "resend";

/** The operation that a DuplicateRequest names; undefined for another error, and for a name that is not an operation id. */
export function duplicateOf(error: unknown): string | undefined {
  const { name, DuplicateOperationId } = recordOf(error);
  const id = (name === "DuplicateRequest" && readText(DuplicateOperationId)) || "";
  return id !== "" && id.length <= 255 ? id : undefined;
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

/** How another operation compares with what a command asks for. */
export type Likeness =
  /** It does the same. */
  | "same"
  /** It creates a namespace too, but its kind and its name show only in the namespace that it has made. */
  | "same-type"
  /** It writes to the same resource, but what it writes can't be seen. */
  | "unseen-content"
  /** It is of another type, or about another resource. */
  | "different";

/** Compares an operation, as it was seen, with what a command asks for. */
export function compare(command: string, input: object, { Type, Targets = {} }: Operation): Likeness {
  const { Id, ServiceId, InstanceId } = recordOf(input);
  if (Type === undefined || Type !== typeOfCommand(command)) return "different";
  switch (Type) {
    case "CREATE_NAMESPACE":
      return "same-type";
    case "DELETE_NAMESPACE":
      return isAbout(Targets.NAMESPACE, Id) ? "same" : "different";
    case "DEREGISTER_INSTANCE":
      return isAbout(Targets.INSTANCE, InstanceId) && isAbout(Targets.SERVICE, ServiceId)
        ? "same"
        : "different";
    default:
      return "unseen-content";
  }
}

/** A target that isn't named may be any; an input may be an ARN, which ends with the id. */
function isAbout(target: string | undefined, id: unknown): boolean {
  return target === undefined || String(id) === target || String(id).endsWith(`/${target}`);
}
