import type { Call, Instance, Service } from "../account/account.js";
import { findNamespace, findService, instanceKey } from "../account/find-resource.js";
import { refuseWhileChanging, startOnce } from "../account/idempotency.js";
import { checkLimit } from "../account/limits.js";
import { idIn } from "../protocol/arn.js";
import { attributes, checkAttributes, withEc2Address } from "../protocol/instance-attributes.js";
import { struct } from "../protocol/readers.js";
import { idOrArn, instanceId, resourceId } from "../protocol/request-members.js";
import { ServiceError } from "../protocol/service-error.js";
import { action, type Action } from "./action.js";

export const registrationActions: Readonly<Record<"RegisterInstance" | "DeregisterInstance", Action>> = {
  RegisterInstance: action(
    struct(
      { ServiceId: idOrArn, InstanceId: instanceId, Attributes: attributes },
      { CreatorRequestId: resourceId },
    ),
    register,
  ),
  DeregisterInstance: action(struct({ ServiceId: idOrArn, InstanceId: resourceId }, {}), (input, call) => {
    const service = findService(input.ServiceId, call);
    const key = instanceKey(input.InstanceId, service.id);
    // In progress comes before not found: a teardown that tolerates what isn't there must not pass by what is coming.
    refuseWhileChanging(call, key);
    const { id } = findInstance(service, input.InstanceId);
    const operation = call.account.operations.start(
      {
        action: "DeregisterInstance",
        ...aboutInstance(service, id),
        change: { kind: "deregister-instance", serviceId: service.id, id },
      },
      call.now,
    );
    return { OperationId: operation.id };
  }),
};

interface Registration {
  readonly ServiceId: string;
  readonly InstanceId: string;
  readonly Attributes: ReadonlyMap<string, string>;
  readonly CreatorRequestId?: string;
}

function register(input: Registration, call: Call): object {
  const { account } = call;
  const serviceId = idIn(input.ServiceId, "service", account.home);
  const token = {
    value: input.CreatorRequestId,
    scope: `RegisterInstance ${serviceId}`,
    // An id and its ARN mean the same service.
    request: { ...input, ServiceId: serviceId },
  };
  return startOnce(call, "RegisterInstance", token, () => {
    const { InstanceId: id, Attributes } = input;
    const service = findService(serviceId, call);
    checkAttributes(Attributes, service, findNamespace(service.namespaceId, call).type === "HTTP");
    refuseWhileChanging(call, instanceKey(id, service.id));
    if (!service.instances.has(id)) checkRoom(service, call);
    const instance = {
      id,
      attributes: Object.fromEntries(withEc2Address(Attributes)),
      creatorRequestId: input.CreatorRequestId,
    };
    return {
      action: "RegisterInstance",
      ...aboutInstance(service, id),
      change: { kind: "register-instance", serviceId: service.id, instance },
    };
  });
}

function checkRoom({ id, instances }: Service, { account }: Call): void {
  const coming = account.operations.inProgress("REGISTER_INSTANCE", id).size;
  checkLimit(account.settings.limits.instancesPerService, instances.size + coming, "instances in a service");
}

/** What the operations on an instance have in common. */
function aboutInstance(service: Service, id: string) {
  return {
    name: id,
    targets: { INSTANCE: id },
    namespaceId: service.namespaceId,
    serviceId: service.id,
    keys: [instanceKey(id, service.id)],
  };
}

export function findInstance(service: Service, id: string): Instance {
  const instance = service.instances.get(id);
  if (instance) return instance;
  const message = `No instance ${id} is registered with the service ${service.id}.`;
  throw new ServiceError("InstanceNotFound", message);
}
