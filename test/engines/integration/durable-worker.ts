// One process of a durable function: AWS's SDK with its checkpoints in a file, so that it can be killed at any moment. It
// creates and updates as many namespaces as it is told, one after another, and prints the outcome.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateHttpNamespaceCommand,
  ServiceDiscoveryClient,
  UpdateHttpNamespaceCommand,
} from "@aws-sdk/client-servicediscovery";
import {
  type CheckpointDurableExecutionRequest,
  type DurableContext,
  type DurableExecutionClient,
  InvocationStatus,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js";
import { startOperation, waitForOperation } from "cloudmap-waiter/durable";

const [file = "", endpoint = "", count = "1"] = process.argv.slice(2);

type Stored = Record<
  string,
  Record<string, unknown> & { Status?: string; StepDetails?: Record<string, unknown> }
>;
const arn = "arn:aws:lambda:us-east-1:123456789012:function:provision:1/durable-execution/one";
const execution = {
  Id: "execution",
  Type: "EXECUTION",
  Status: "STARTED",
  StartTimestamp: new Date(0),
  ExecutionDetails: { InputPayload: "{}" },
};
const operations: Stored = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Stored) : {};

function all(): never[] {
  const now = Date.now();
  for (const operation of Object.values(operations)) {
    const due = operation.StepDetails?.["NextAttemptTimestamp"];
    if (operation.Status === "PENDING" && Date.parse(String(due)) <= now) operation.Status = "READY";
  }
  return [execution, ...Object.values(operations)] as never[];
}

function apply({ Updates = [] }: CheckpointDurableExecutionRequest): void {
  for (const { Id = "", Action, Payload, Error, StepOptions, ...rest } of Updates) {
    const before = operations[Id];
    const Attempt = Number(before?.StepDetails?.["Attempt"] ?? 0);
    const status = { START: "STARTED", SUCCEED: "SUCCEEDED", FAIL: "FAILED", RETRY: "PENDING" }[
      String(Action)
    ];
    operations[Id] = {
      ...before,
      ...rest,
      Id,
      Status: status ?? "STARTED",
      StartTimestamp: new Date(),
      StepDetails: {
        Attempt: Action === "RETRY" ? Attempt + 1 : Attempt,
        Result: Payload ?? before?.StepDetails?.["Result"],
        Error,
        NextAttemptTimestamp: new Date(
          Date.now() + (StepOptions?.NextAttemptDelaySeconds ?? 0) * 1000,
        ).toISOString(),
      },
    };
  }
  // Whole or not at all, whenever the process dies.
  writeFileSync(`${file}.new`, JSON.stringify(operations));
  renameSync(`${file}.new`, file);
}

const durableExecutionClient: DurableExecutionClient = {
  getExecutionState: async () => ({ Operations: all() }),
  checkpoint: async (request) => {
    apply(request);
    return { CheckpointToken: "token", NewExecutionState: { Operations: all() } };
  },
};

const client = new ServiceDiscoveryClient({ endpoint, maxAttempts: 1 });

async function provision(_event: unknown, context: DurableContext): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < Number(count); index++) {
    const create = new CreateHttpNamespaceCommand({ Name: `shop-${index}` });
    const { NAMESPACE } = await waitForOperation(
      context,
      { client },
      await startOperation(context, { client }, create),
    );
    const update = new UpdateHttpNamespaceCommand({ Id: NAMESPACE, Namespace: { Description: "ready" } });
    await waitForOperation(context, { client }, await startOperation(context, { client }, update));
    ids.push(NAMESPACE);
  }
  return ids;
}

const handler = withDurableExecution(provision, { durableExecutionClient });
console.log("ready");
for (;;) {
  const event = {
    DurableExecutionArn: arn,
    CheckpointToken: "token",
    InitialExecutionState: { Operations: all() },
  };
  const result = await handler(event, { getRemainingTimeInMillis: () => 60_000, awsRequestId: "r" } as never);
  if (result.Status !== InvocationStatus.PENDING) {
    console.log(`ended ${JSON.stringify(result)}`);
    break;
  }
  await sleep(50);
}
