import type { Call } from "../account/account.js";
import { startOnce, refuseWhileChanging } from "../account/idempotency.js";
import { checkLimit } from "../account/limits.js";
import { namespaceKey } from "../account/find-resource.js";
import { creationKey, creationsInTheWay, namespaceNameKey } from "../account/namespace-names.js";
import { checkTagCount, tagRecord } from "../account/tags.js";
import type { ActionName, MutatingAction } from "../protocol/api-names.js";
import {
  description,
  newNamespaceName,
  soa,
  tags,
  type NamespaceType,
  type Soa,
  type Tag,
} from "../protocol/namespace-config.js";
import { struct } from "../protocol/readers.js";
import { resourceId } from "../protocol/request-members.js";
import { ServiceError } from "../protocol/service-error.js";
import { action, type Action } from "./action.js";

const common = { CreatorRequestId: resourceId, Description: description, Tags: tags };
const { HTTP, DNS_PRIVATE, DNS_PUBLIC } = newNamespaceName;

export const createNamespaceActions: Readonly<
  Record<Extract<ActionName, `Create${string}Namespace`>, Action>
> = {
  CreateHttpNamespace: action(struct({ Name: HTTP }, common), (input, call) =>
    create("CreateHttpNamespace", "HTTP", input, call),
  ),
  CreatePrivateDnsNamespace: action(
    struct({ Name: DNS_PRIVATE, Vpc: resourceId }, { ...common, Properties: soa }),
    (input, call) => create("CreatePrivateDnsNamespace", "DNS_PRIVATE", input, call),
  ),
  CreatePublicDnsNamespace: action(
    struct({ Name: DNS_PUBLIC }, { ...common, Properties: soa }),
    (input, call) => create("CreatePublicDnsNamespace", "DNS_PUBLIC", input, call),
  ),
};

interface Creation {
  readonly Name: string;
  readonly Vpc?: string;
  readonly CreatorRequestId?: string;
  readonly Description?: string;
  readonly Tags?: readonly Tag[];
  readonly Properties?: Soa;
}

function create(actionName: MutatingAction, type: NamespaceType, input: Creation, call: Call): object {
  const { account } = call;
  const token = { value: input.CreatorRequestId, scope: actionName, request: input };
  return startOnce(call, actionName, token, () => {
    const { Name: name, Vpc: vpc, Tags = [] } = input;
    checkTagCount(Tags.length, name);
    const key = namespaceNameKey({ type, name, vpc });
    for (const other of creationsInTheWay({ type, name, vpc })) refuseWhileChanging(call, other);
    refuseTakenName(type, name, key, call);
    const coming = account.operations.inProgress("CREATE_NAMESPACE").size;
    checkLimit(account.settings.limits.namespaces, account.namespaces.size + coming, "namespaces");
    const id = account.newId("ns");
    const namespace = {
      id,
      name,
      type,
      vpc,
      description: input.Description,
      soaTtl: input.Properties?.DnsProperties.SOA.TTL,
      creatorRequestId: input.CreatorRequestId,
      tags: tagRecord(Tags),
    };
    return {
      action: actionName,
      name,
      targets: { NAMESPACE: id },
      namespaceId: id,
      // By its id as well: what would delete it meanwhile must hear that it is coming, not that it isn't there.
      keys: [key, creationKey(type, name), namespaceKey(id)],
      change: { kind: "create-namespace", namespace },
    };
  });
}

// A private DNS namespace is not refused here: its conflict comes to light when Route 53 creates the zone.
function refuseTakenName(type: NamespaceType, name: string, key: string, { account }: Call): void {
  const id = account.names.get(key);
  if (id === undefined || type === "DNS_PRIVATE") return;
  throw new ServiceError("NamespaceAlreadyExists", `A namespace named ${name} exists already.`, {
    NamespaceId: id,
    CreatorRequestId: account.namespaces.get(id)?.creatorRequestId,
  });
}
