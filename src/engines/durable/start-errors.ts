import type { CallError } from "../../core/call-error.js";
import { compact } from "../../core/json.js";
import { printable } from "../../core/text.js";
import { noAnswer, OperationStartError } from "../../waiter/result/start-error.js";
import { noOperationId, type Sent } from "./send-once.js";

/** What to throw for a command that was refused. */
export function refusal({ error, command, isEcho, isInDoubt }: Extract<Sent, { type: "refused" }>): Error {
  if (error.name === noOperationId) return new OperationStartError("NO_OPERATION_ID", error.message);
  if (!isEcho) return isInDoubt ? noAnswer(command, error, errorOf(error)) : errorOf(error);
  return new OperationStartError(
    "PROBABLY_CARRIED_OUT",
    `${command} was probably carried out: an earlier attempt got no answer, and now Cloud Map says ${printable(error.name)}. ` +
      "There is no operation id to wait for. Check the resource itself.",
    { cause: errorOf(error) },
  );
}

/** An error that travelled as data: what Cloud Map called it counts. */
export function errorOf({ name, message, code, statusCode }: CallError): Error {
  const details = compact({ code, $metadata: statusCode && { httpStatusCode: statusCode } });
  return Object.assign(new Error(message), { name, ...details });
}
