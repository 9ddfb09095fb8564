import type { GetOperationCommandInput } from "@aws-sdk/client-servicediscovery";
import { readError } from "../../core/call-error.js";
import { classify } from "../../core/classify.js";
import type { Policy } from "../../core/options.js";
import { readJson, type RequestOptions, watchResponses } from "./responses.js";
import { type SdkClient, sendWith } from "./sdk-types.js";
import { withTimeLimit } from "./time-limit.js";
import { commandFor, isOtherCopy, mixedCopiesError } from "./sdk-copies.js";

/** Polls an operation: what a wait needs of Cloud Map. It may answer with the SDK's output or with the API's JSON. */
export type GetOperation = (input: GetOperationCommandInput, options: RequestOptions) => Promise<unknown>;

/** GetOperation through an SDK client, used as it is. */
export function getOperationWith(client: SdkClient): GetOperation {
  const Command = commandFor(client, "GetOperationCommand");
  return async (input, options) => {
    const command = new Command(input);
    const latest = watchResponses(command.middlewareStack, options);
    try {
      return await sendWith(client, command, options.abortSignal);
    } catch (error) {
      // The SDK can't read every date that the API reference shows, and throws the whole answer away with it.
      const rescued = error instanceof TypeError && latest.statusCode === 200 && readJson(latest.body);
      if (rescued) return rescued;
      if (isOtherCopy(client) && latest.statusCode === undefined && isCodeError(error))
        throw await mixedCopiesError(client, error);
      throw error;
    }
  };
}

/** GetNamespace through an SDK client, once, for as long as a request may take. It needs servicediscovery:GetNamespace. */
export function readNamespaceWith(
  client: SdkClient,
  { requestTimeout }: Policy,
): (id: string) => Promise<unknown> {
  const Command = commandFor(client, "GetNamespaceCommand");
  return async (Id) =>
    await withTimeLimit(
      async (signal) => await sendWith(client, new Command({ Id }), signal),
      requestTimeout * 1000,
      new AbortController().signal,
      true,
    );
}

/** An error with neither a network's code nor an HTTP status: it comes from code. */
function isCodeError(error: unknown): boolean {
  return classify(readError(error)) === "fault";
}
