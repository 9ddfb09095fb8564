import type { Instance, Service } from "../account/account.js";
import { findService } from "../account/find-resource.js";
import { healthAt, reportHealth } from "../account/health.js";
import type { ActionName } from "../protocol/api-names.js";
import { pageOf } from "../protocol/paging.js";
import { list, oneOf, struct } from "../protocol/readers.js";
import { idOrArn, maxResults, nextToken, resourceId } from "../protocol/request-members.js";
import { ServiceError } from "../protocol/service-error.js";
import { action, type Action } from "./action.js";
import { findInstance, registrationActions } from "./register-instance.js";

type InstanceAction = Extract<
  ActionName,
  | `${"Register" | "Deregister" | "Get"}Instance`
  | "ListInstances"
  | "GetInstancesHealthStatus"
  | "UpdateInstanceCustomHealthStatus"
>;

const paging = { NextToken: nextToken, MaxResults: maxResults };

export const instanceActions: Readonly<Record<InstanceAction, Action>> = {
  ...registrationActions,
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
    const { NextToken, MaxResults = 100 } = input;
    const page = pageOf(service.instances, "ListInstances", MaxResults, NextToken);
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
      const { NextToken, MaxResults = 100, Instances } = input;
      const wanted = Instances ? those(Instances, service) : service.instances;
      const page = pageOf(wanted, "GetInstancesHealthStatus", MaxResults, NextToken);
      const status = page.items.map(
        (instance) => [instance.id, healthAt(service, instance, call.now)] as const,
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
        const message = `The service ${service.id} has no custom health check.`;
        throw new ServiceError("CustomHealthNotFound", message);
      }
      reportHealth(health, input.Status, call.now, call.account.settings.healthDelay * 1000);
      return {};
    },
  ),
};

/** Some instances, in the order of their places. */
function those(ids: readonly string[], service: Service): { after(place: number): Iterable<Instance> } {
  const found = new Set(ids.map((id) => findInstance(service, id)));
  const inOrder = [...found].toSorted((a, b) => a.sequence - b.sequence);
  return { after: (place) => inOrder.filter(({ sequence }) => sequence > place) };
}

function summary(instance: Instance, service: Service): object {
  return { Id: instance.id, Attributes: instance.attributes, CreatedByAccount: service.owner };
}
