import { compact } from "../../core/json.js";
import type { OperationFleet } from "../../waiter/operation-fleet.js";
import type { Options } from "../input/command-line.js";
import type { Names } from "../input/names.js";
import { sanitize } from "../output/sanitize.js";
import { say } from "../output/say.js";

/** A progress page on this machine, if it was asked for; returns the way to end it. No wait fails for want of a page. */
export async function servePage(
  fleet: OperationFleet,
  names: Names,
  { serve, profile, endpointUrl }: Options,
  region: string,
): Promise<() => Promise<void>> {
  if (!serve) return async () => {};
  const { progressServer } = await import("../../web/progress-server.js");
  try {
    const server = await progressServer({
      source: fleet,
      title: "cloudmap-wait",
      region,
      ...compact({ profile, endpoint: endpointUrl }),
      describe: ({ operationId }) => compact({ name: names.get(operationId) }),
    });
    say(`Progress page, for anyone on this machine who has the URL: ${server.url}`);
    return async () => await server.close();
  } catch (error) {
    say(
      `The progress page could not be served: ${sanitize(error instanceof Error ? error.message : String(error), 300)}`,
    );
    return async () => {};
  }
}
