import type { Call } from "../account/account.js";
import { action, type Action } from "./action.js";
import { ServiceError } from "../protocol/service-error.js";
import { healthAt, reportHealth } from "../account/health.js";
import { refuseWhileChanging, startOnce } from "../account/idempotency.js";
import { attributes, checkAttributes } from "../protocol/instance-attributes.js";
import { checkLimit } from "../account/limits.js";
import { idOrArn, maxResults, nextToken, resourceId } from "../protocol/request-members.js";
import type { Operation } from "../account/operation-book.js";
import { pageOf } from "../protocol/paging.js";
import { list, oneOf, struct, text } from "../protocol/readers.js";
import type { ActionName, MutatingAction } from "../protocol/api-names.js";
import type { HealthStatus, Instance, Service } from "../account/account.js";
import { findNamespace, findService } from "../account/find-resource.js";

type InstanceAction = Extract<
  ActionName,
  | "RegisterInstance"
  | "DeregisterInstance"
  | "GetInstance"
  | "ListInstances"
  | "GetInstancesHealthStatus"
  | "UpdateInstanceCustomHealthStatus"
>;

const instanceId = text({
  min: 1,
  max: 64,
  pattern: /^[0-9a-zA-Z_/:.@-]+$/,
  meaning: "have letters, digits and _/:.@- only",
});
const paging = { NextToken: nextToken, MaxResults: maxResults };

export const instanceActions: Readonly<Record<InstanceAction, Action>> = {
  RegisterInstance: action(
    struct(
      { ServiceId: idOrArn, InstanceId: instanceId, Attributes: attributes },
      { CreatorRequestId: resourceId },
    ),
    register,
  ),
  DeregisterInstance: action(struct({ ServiceId: idOrArn, InstanceId: resourceId }, {}), (input, call) => {
    const service = findService(input.ServiceId, call);
    const { id } = findInstance(service, input.InstanceId);
    const operationId = changeInstance("DeregisterInstance", service, id, call, () => {
      service.instances.delete(id);
    });
    return { OperationId: operationId };
  }),
  GetInstance: action(struct({ ServiceId: idOrArn, InstanceId: resourceId }, {}), (input, call) => {
    const service = findService(input.ServiceId, call);
    const instance = findInstance(service, input.InstanceId);
    return {
      ResourceOwner: service.owner,
      Instance: { ...summary(instance, service), CreatorRequestId: instance.creatorRequestId },
    };
  }),
  ListInstances: action(struct({ ServiceId: idOrArn }, paging), (input, call) => {
    const service = findService(input.ServiceId, call);
    const page = instancePage(service, "ListInstances", input);
    return {
      ResourceOwner: service.owner,
      Instances: page.items.map((instance) => summary(instance, service)),
      NextToken: page.NextToken,
    };
  }),
  GetInstancesHealthStatus: action(
    struct({ ServiceId: idOrArn }, { ...paging, Instances: list(resourceId, 1) }),
    (input, call) => {
      const service = findService(input.ServiceId, call);
      const wanted = input.Instances && new Set(input.Instances.map((id) => findInstance(service, id).id));
      const page = instancePage(service, "GetInstancesHealthStatus", input, wanted);
      const status = page.items.map(
        ({ id }) => [id, healthAt(service, findInstance(service, id), call.now)] as const,
      );
      return { Status: Object.fromEntries(status), NextToken: page.NextToken };
    },
  ),
  UpdateInstanceCustomHealthStatus: action(
    struct({ ServiceId: idOrArn, InstanceId: resourceId, Status: oneOf("HEALTHY", "UNHEALTHY") }, {}),
    (input, call) => {
      const service = findService(input.ServiceId, call);
      const { health } = findInstance(service, input.InstanceId);
      if (!service.hasCustomHealth) {
        throw new ServiceError(
          "CustomHealthNotFound",
          `The service ${service.id} has no custom health check.`,
        );
      }
      reportHealth(health, input.Status, call.now, call.account.settings.healthDelay * 1000);
      return {};
    },
  ),
};

function findInstance(service: Service, id: string): Instance {
  const instance = service.instances.get(id);
  if (instance) return instance;
  throw new ServiceError(
    "InstanceNotFound",
    `No instance ${id} is registered with the service ${service.id}.`,
  );
}

interface Registration {
  readonly ServiceId: string;
  readonly InstanceId: string;
  readonly Attributes: ReadonlyMap<string, string>;
  readonly CreatorRequestId?: string;
}

function register(input: Registration, call: Call): object {
  return startOnce(call, "RegisterInstance", input.CreatorRequestId, input, () => {
    const { account } = call;
    const { InstanceId: id, Attributes } = input;
    const service = findService(input.ServiceId, call);
    checkAttributes(Attributes, service, findNamespace(service.namespaceId, call).type === "HTTP");
    if (!service.instances.has(id)) checkRoom(service, call);
    return changeInstance("RegisterInstance", service, id, call, () => {
      const initial: HealthStatus =
        Attributes.get("AWS_INIT_HEALTH_STATUS") === "UNHEALTHY" ? "UNHEALTHY" : "HEALTHY";
      // One that is registered again keeps its place in the lists.
      const sequence = service.instances.get(id)?.sequence ?? account.nextSequence();
      const health = { status: initial, next: undefined };
      service.instances.set(id, {
        sequence,
        id,
        attributes: Attributes,
        creatorRequestId: input.CreatorRequestId,
        health,
      });
    });
  });
}

// What is under way counts too: it may yet succeed.
function checkRoom(service: Service, { account }: Call): void {
  const isComing = ({ type, serviceId }: Operation): boolean =>
    type === "REGISTER_INSTANCE" && serviceId === service.id;
  const count = (): number => service.instances.size + account.operations.underWay().filter(isComing).length;
  checkLimit(account.settings.limits.instancesPerService, count, "instances in a service");
}

function changeInstance(
  actionName: MutatingAction,
  service: Service,
  id: string,
  call: Call,
  change: () => void,
): string {
  const key = `instance ${id} of ${service.id}`;
  refuseWhileChanging(call, key);
  const operation = call.account.operations.start(
    {
      action: actionName,
      name: id,
      targets: { INSTANCE: id },
      namespaceId: service.namespaceId,
      serviceId: service.id,
      key,
      effect() {
        change();
        service.revision += 1;
        return undefined;
      },
    },
    call.now,
  );
  return operation.id;
}

interface PageInput {
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

function instancePage(service: Service, listing: string, input: PageInput, wanted?: ReadonlySet<string>) {
  const all = [...service.instances.values()].filter(({ id }) => !wanted || wanted.has(id));
  return pageOf(all, ({ sequence }) => sequence, listing, input.MaxResults ?? 100, input.NextToken);
}

function summary(instance: Instance, service: Service): object {
  return {
    Id: instance.id,
    Attributes: Object.fromEntries(instance.attributes),
    CreatedByAccount: service.owner,
  };
}
