import { CreateHttpNamespaceCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { TerminalError, workflow, type WorkflowContext } from "@restatedev/restate-sdk";
import {
  classify,
  drive,
  type OperationRef,
  outcomeOfDecision,
  pollOnce,
  readError,
  resolvePolicy,
  type Targets,
} from "cloudmap-waiter";

// One attempt for each step: the workflow does the retrying.
const client = new ServiceDiscoveryClient({ maxAttempts: 1 });
const policy = resolvePolicy({ maxWaitTime: 900 });

/** Creates a namespace and waits for it, whatever happens to the process meanwhile. */
async function run(context: WorkflowContext, name: string): Promise<Targets> {
  // A step may run again after a crash, so its token, the workflow's own key, is not made inside it.
  const operation = await context.run("start", async () => await start(name, context.key));
  const decision = await drive(
    {
      observe: async (reference) =>
        await context.run("poll", async () => await pollOnce({ client }, reference)),
      sleep: async (ms) => await context.sleep(ms),
    },
    operation,
    policy,
  );
  const outcome = outcomeOfDecision(decision);
  if (outcome.outcome === "succeeded") return outcome.targets;
  // Restate runs a workflow again for any other error.
  throw new TerminalError(outcome.message);
}

async function start(Name: string, CreatorRequestId: string): Promise<OperationRef> {
  try {
    const { OperationId = "" } = await client.send(
      new CreateHttpNamespaceCommand({ Name, CreatorRequestId }),
    );
    return { OperationId };
  } catch (thrown) {
    const error = readError(thrown);
    if (["throttled", "transient"].includes(classify(error))) throw thrown;
    throw new TerminalError(`${error.name}: ${error.message}`);
  }
}

export const provision = workflow({ name: "provision", handlers: { run } });
