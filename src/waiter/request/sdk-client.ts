import type { GetOperationCommandInput } from "@aws-sdk/client-servicediscovery";
import { GetNamespaceCommand, GetOperationCommand } from "@aws-sdk/client-servicediscovery";
import { readError } from "../../core/call-error.js";
import { classify } from "../../core/classify-error.js";
import { readJson, type RequestOptions, type Traffic, watchResponses } from "./responses.js";
import { commandFor, isOfAnotherCopy, mixedCopiesError } from "./sdk-copies.js";
import type { SdkClient, SdkCommand } from "./sdk-types.js";

/** Polls an operation: what a wait needs of Cloud Map. It may answer with the SDK's output or with the API's JSON. */
export type GetOperation = (input: GetOperationCommandInput, options: RequestOptions) => Promise<unknown>;

/** GetOperation through an SDK client, used as it is. */
export function getOperationWith(client: SdkClient): GetOperation {
  const Command = commandFor(client, "GetOperationCommand", GetOperationCommand);
  return async (input, options) => {
    const command = new Command(input);
    const traffic = watchResponses(command.middlewareStack, options);
    try {
      return await sendWatched(client, command, options, traffic);
    } catch (error) {
      // The SDK can't read every date that the API reference shows, and throws the whole answer away with it.
      const { statusCode, body } = traffic.latest;
      const rescued = error instanceof TypeError && statusCode === 200 && readJson(body);
      if (rescued) return rescued;
      throw error;
    }
  };
}

/** GetNamespace through an SDK client. It needs the permission servicediscovery:GetNamespace. */
export async function getNamespaceWith(
  client: SdkClient,
  Id: string,
  options: RequestOptions,
): Promise<unknown> {
  const Command = commandFor(client, "GetNamespaceCommand", GetNamespaceCommand);
  const command = new Command({ Id });
  return await sendWatched(client, command, options, watchResponses(command.middlewareStack, options));
}

/**
 * Sends a command through a client, whose requests are watched.
 * @throws what the SDK threw, or what it means when the command is of another copy of the SDK than the client.
 */
export async function sendWatched(
  client: SdkClient,
  command: SdkCommand,
  { abortSignal, onUnsent }: RequestOptions,
  traffic: Traffic,
): Promise<unknown> {
  try {
    // The client's own command type can't be named here, as it differs between versions of the SDK.
    return await client.send(command as never, { abortSignal });
  } catch (error) {
    // A client of another copy that got as far as an answer understands the command.
    const isUnanswered = traffic.latest.statusCode === undefined;
    if (isUnanswered && classify(readError(error)) === "fault" && isOfAnotherCopy(client, command))
      throw mixedCopiesError(client, command, error);
    if (traffic.isBegun && traffic.sent === 0) onUnsent?.();
    throw error;
  }
}
