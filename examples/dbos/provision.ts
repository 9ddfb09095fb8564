import { DBOS } from "@dbos-inc/dbos-sdk";
import { CreateHttpNamespaceCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import {
  classify,
  drive,
  type OperationRef,
  pollOnce,
  readError,
  resolvePolicy,
  type Targets,
  targetsOfDecision,
} from "cloudmap-waiter";

// One attempt for each step: the workflow does the retrying.
const client = new ServiceDiscoveryClient({ maxAttempts: 1 });
const policy = resolvePolicy({ maxWaitTime: 900 });

/** Creates a namespace and waits for it, whatever happens to the process meanwhile. */
export const provision: (name: string) => Promise<Targets> = DBOS.registerWorkflow(
  async (name: string): Promise<Targets> => {
    // A step may run again after a crash, so its token must not be made inside it.
    const token = String(DBOS.workflowID);
    const operation = await DBOS.runStep(async () => await start(name, token), {
      name: "start",
      retriesAllowed: true,
      maxAttempts: 20,
      shouldRetry: (error) => ["throttled", "transient"].includes(classify(readError(error))),
    });
    const decision = await drive(
      {
        observe: async (reference) =>
          await DBOS.runStep(async () => await pollOnce({ client }, reference), { name: "poll" }),
        sleep: async (ms) => await DBOS.sleep(ms),
      },
      operation,
      policy,
    );
    return targetsOfDecision(decision);
  },
  { name: "provision" },
);

async function start(Name: string, CreatorRequestId: string): Promise<OperationRef> {
  const { OperationId = "" } = await client.send(new CreateHttpNamespaceCommand({ Name, CreatorRequestId }));
  return { OperationId };
}
