import type { Call, Namespace } from "../account/account.js";
import type { Change } from "../account/change.js";
import { findNamespace, namespaceKey } from "../account/find-resource.js";
import { refuseWhileChanging, startOnce } from "../account/idempotency.js";
import type { Plan } from "../account/operation.js";
import type { ActionName, MutatingAction } from "../protocol/api-names.js";
import { idIn } from "../protocol/arn.js";
import { description, soa, type NamespaceType, type Soa } from "../protocol/namespace-config.js";
import { struct } from "../protocol/readers.js";
import { idOrArn, resourceId } from "../protocol/request-members.js";
import { invalidInput, ServiceError } from "../protocol/service-error.js";
import { action, type Action } from "./action.js";
import { createNamespaceActions } from "./create-namespace.js";

type ChangeAction = Extract<ActionName, `${"Create" | "Update"}${string}Namespace` | "DeleteNamespace">;

const dnsChange = struct({}, { Description: description, Properties: soa });

export const changeNamespaceActions: Readonly<Record<ChangeAction, Action>> = {
  ...createNamespaceActions,
  UpdateHttpNamespace: action(
    struct(
      { Id: idOrArn, Namespace: struct({ Description: description }, {}) },
      { UpdaterRequestId: resourceId },
    ),
    (input, call) => update("UpdateHttpNamespace", "HTTP", input, call),
  ),
  UpdatePrivateDnsNamespace: action(
    struct({ Id: idOrArn, Namespace: dnsChange }, { UpdaterRequestId: resourceId }),
    (input, call) => update("UpdatePrivateDnsNamespace", "DNS_PRIVATE", input, call),
  ),
  UpdatePublicDnsNamespace: action(
    struct({ Id: idOrArn, Namespace: dnsChange }, { UpdaterRequestId: resourceId }),
    (input, call) => update("UpdatePublicDnsNamespace", "DNS_PUBLIC", input, call),
  ),
  DeleteNamespace: action(struct({ Id: idOrArn }, {}), ({ Id }, call) => {
    refuseUnderWay(Id, call);
    const namespace = findNamespace(Id, call);
    refuseInUse(namespace);
    const plan = planFor("DeleteNamespace", namespace, { kind: "delete-namespace", id: namespace.id });
    return { OperationId: call.account.operations.start(plan, call.now).id };
  }),
};

interface Update {
  readonly Id: string;
  readonly UpdaterRequestId?: string;
  readonly Namespace: { readonly Description?: string; readonly Properties?: Soa };
}

function update(actionName: MutatingAction, type: NamespaceType, input: Update, call: Call): object {
  const id = idIn(input.Id, "namespace", call.account.home);
  // An id and its ARN mean the same namespace.
  const request = { ...input, Id: id };
  const token = { value: input.UpdaterRequestId, scope: `${actionName} ${id}`, request };
  return startOnce(call, actionName, token, () => {
    refuseUnderWay(input.Id, call);
    const namespace = findNamespace(input.Id, call);
    if (namespace.type !== type) {
      throw invalidInput(
        `Id names a namespace of type ${namespace.type}, and ${actionName} changes ${type} alone.`,
      );
    }
    const { Description, Properties } = input.Namespace;
    const soaTtl = Properties?.DnsProperties.SOA.TTL;
    return planFor(actionName, namespace, { kind: "update-namespace", id, description: Description, soaTtl });
  });
}

function planFor(actionName: MutatingAction, { id, name }: Namespace, change: Change): Plan {
  return {
    action: actionName,
    name,
    targets: { NAMESPACE: id },
    namespaceId: id,
    keys: [namespaceKey(id)],
    change,
  };
}

/** In progress comes before not found: a namespace that is being created must not be taken for one that isn't there. */
function refuseUnderWay(id: string, call: Call): void {
  refuseWhileChanging(call, namespaceKey(idIn(id, "namespace", call.account.home)));
}

function refuseInUse({ id, serviceCount }: Namespace): void {
  if (serviceCount === 0) return;
  const [services, them] = serviceCount === 1 ? ["a service", "it"] : [`${serviceCount} services`, "them"];
  throw new ServiceError("ResourceInUse", `The namespace ${id} has ${services}: delete ${them} first.`);
}
