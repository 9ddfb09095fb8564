// What the public types promise. `npm run typecheck` holds them against src/, and types.consumers.ts against the packed package,
// with the compilers, settings and clients of others.
import {
  CreateHttpNamespaceCommand,
  CreatePrivateDnsNamespaceCommand,
  CreateServiceCommand,
  DeleteNamespaceCommand,
  DeregisterInstanceCommand,
  type GetOperationCommandInput,
  ListNamespacesCommand,
  RegisterInstanceCommand,
  type ServiceDiscoveryClient,
  UpdateHttpNamespaceCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-servicediscovery";
import { expectTypeOf } from "expect-type";
import {
  type KnownErrorCode,
  type OperationErrorCode,
  OperationFleet,
  OperationWaiter,
  startOperation,
  type Targets,
  waitForOperation,
  waitForOperations,
} from "cloudmap-waiter";

declare const client: ServiceDiscoveryClient;
declare const getOperation: (input: GetOperationCommandInput) => Promise<object>;

// Each function is checked, and none is called.

export async function inputsAreWhatTheSdkProduces(input: GetOperationCommandInput): Promise<void> {
  const answer = await client.send(new DeleteNamespaceCommand({ Id: "ns-1" }));
  expectTypeOf(await waitForOperation({ client }, input)).toEqualTypeOf<Targets>();
  await waitForOperation({ client }, answer);
  await waitForOperation({ client }, "op-1");
  await waitForOperations({ client }, ["op-1", input, answer]);
  void new OperationWaiter({ client }, answer);
  await new OperationFleet({ client }).add(input);
  // @ts-expect-error -- an operation has an id, and no number is one
  await waitForOperation({ client }, 1);
  // @ts-expect-error -- a list goes to waitForOperations
  await waitForOperation({ client }, ["op-1"]);
}

export async function getOperationStandsInForAClient(): Promise<void> {
  await waitForOperation({ getOperation }, "op-1");
  // @ts-expect-error -- one of the two, not both
  await waitForOperation({ client, getOperation }, "op-1");
  // @ts-expect-error -- one of the two must be given
  await waitForOperation({ maxWaitTime: 1 }, "op-1");
}

export async function targetsAreTypedByTheCommand(): Promise<void> {
  const namespace = await startOperation({ client }, new CreateHttpNamespaceCommand({ Name: "a" }));
  expectTypeOf((await namespace.wait()).NAMESPACE).toEqualTypeOf<string>();
  const dns = await startOperation(
    { client },
    new CreatePrivateDnsNamespaceCommand({ Name: "a", Vpc: "vpc-1" }),
  );
  expectTypeOf((await dns.wait()).NAMESPACE).toEqualTypeOf<string>();
  const updated = await startOperation(
    { client },
    new UpdateHttpNamespaceCommand({ Id: "ns-1", Namespace: { Description: "b" } }),
  );
  expectTypeOf((await updated.wait()).NAMESPACE).toEqualTypeOf<string>();
  const deleted = await startOperation({ client }, new DeleteNamespaceCommand({ Id: "ns-1" }));
  expectTypeOf((await deleted.wait()).NAMESPACE).toEqualTypeOf<string>();
  const instance = await startOperation(
    { client },
    new RegisterInstanceCommand({ ServiceId: "srv-1", InstanceId: "i", Attributes: {} }),
  );
  expectTypeOf((await instance.wait()).INSTANCE).toEqualTypeOf<string>();
  const gone = await startOperation(
    { client },
    new DeregisterInstanceCommand({ ServiceId: "srv-1", InstanceId: "i" }),
  );
  expectTypeOf((await gone.wait()).INSTANCE).toEqualTypeOf<string>();
  const service = await startOperation({ client }, new UpdateServiceCommand({ Id: "srv-1", Service: {} }));
  expectTypeOf((await service.wait()).SERVICE).toEqualTypeOf<string>();
}

export async function onlyCommandsThatStartAnOperationAreStarted(): Promise<void> {
  // @ts-expect-error -- creates a service at once: there is no operation
  await startOperation({ client }, new CreateServiceCommand({ Name: "a" }));
  // @ts-expect-error -- only reads
  await startOperation({ client }, new ListNamespacesCommand({}));
  // @ts-expect-error -- a command is sent by a client
  await startOperation({ getOperation: async () => ({}) }, new DeleteNamespaceCommand({ Id: "ns-1" }));
}

export function aTypoInATargetDoesNotCompile(targets: Targets): void {
  expectTypeOf(targets.NAMESPACE).toEqualTypeOf<string | undefined>();
  // @ts-expect-error -- misspelt
  void targets.NAMSPACE;
}

export function errorCodesAreKnownAndOpen(code: OperationErrorCode): void {
  expectTypeOf<KnownErrorCode>().toExtend<OperationErrorCode>();
  expectTypeOf<string>().toExtend<OperationErrorCode>();
  expectTypeOf<"ACCESS_DENIED">().toExtend<KnownErrorCode>();
  expectTypeOf<string>().not.toExtend<KnownErrorCode>();
  // Comparing with a code that this version doesn't know is no error.
  if (code === "A_CODE_OF_TOMORROW") return;
}

export async function excessOptionsAreRefused(): Promise<void> {
  // @ts-expect-error -- an option of the SDK's own waiters
  await waitForOperation({ client, abortController: new AbortController() }, "op-1");
  // @ts-expect-error -- misspelt
  await waitForOperations({ client, maxWaitime: 1 }, ["op-1"]);
  // @ts-expect-error -- of fleets alone
  void new OperationWaiter({ client, failFast: true }, "op-1");
  // @ts-expect-error -- of startOperation alone
  void new OperationFleet({ client, onDuplicateRequest: "adopt" });
}

export async function outcomesAreToldApart(): Promise<void> {
  const [outcome] = await waitForOperations({ client }, ["op-1"]);
  switch (outcome?.outcome) {
    case "succeeded":
      expectTypeOf(outcome.targets).toEqualTypeOf<Targets>();
      // @ts-expect-error -- a success has no code
      void outcome.code;
      return;
    case "failed":
      expectTypeOf(outcome.code).toEqualTypeOf<OperationErrorCode>();
      return;
    case "timed-out":
    case "not-found":
    case "denied":
    case "invalid":
    case "unreachable":
    case "aborted":
      expectTypeOf(outcome.message).toEqualTypeOf<string>();
      return;
    case undefined:
      return;
    default:
      // Every outcome is named above.
      expectTypeOf(outcome).toBeNever();
  }
}

export function listenersAreTypedByTheEvent(waiter: OperationWaiter): void {
  waiter.on("transition", (event) => expectTypeOf(event.poll).toEqualTypeOf<number>());
  waiter.on("settled", ({ outcome }) => expectTypeOf(outcome.elapsedMs).toEqualTypeOf<number>());
  // @ts-expect-error -- there is no such event
  waiter.on("done", () => {});
}
