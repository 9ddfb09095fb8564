import type { Call, Instance, Service } from "../account/account.js";
import { findNamespaceByHttpName, findServiceByName } from "../account/find-resource.js";
import { healthAt } from "../account/health.js";
import type { ActionName } from "../protocol/api-names.js";
import { attributes } from "../protocol/instance-attributes.js";
import { namespaceName } from "../protocol/namespace-config.js";
import { oneOf, struct, wholeNumberIn } from "../protocol/readers.js";
import { accountId } from "../protocol/request-members.js";
import { serviceName } from "../protocol/service-config.js";
import { shuffled } from "../scenario/random.js";
import { action, type Action } from "./action.js";

type DiscoveryAction = Extract<ActionName, `DiscoverInstances${string}`>;

const where = { NamespaceName: namespaceName, ServiceName: serviceName };

export const discoveryActions: Readonly<Record<DiscoveryAction, Action>> = {
  DiscoverInstances: action(
    struct(where, {
      MaxResults: wholeNumberIn(1, 1000),
      QueryParameters: attributes,
      OptionalParameters: attributes,
      HealthStatus: oneOf("HEALTHY", "UNHEALTHY", "ALL", "HEALTHY_OR_ELSE_ALL"),
      OwnerAccount: accountId,
    }),
    (input, call) => {
      const service = locate(input, call);
      // The default is not documented; failing open is what the service's own controllers ask for.
      const { HealthStatus = "HEALTHY_OR_ELSE_ALL", MaxResults = 100 } = input;
      const matching = [...service.instances.values()].filter(having(input.QueryParameters));
      const preferred = matching.filter(having(input.OptionalParameters));
      const chosen = byHealth(preferred.length > 0 ? preferred : matching, HealthStatus, service, call.now);
      // "DiscoverInstances returns a randomized list of instances" (API reference).
      const found = shuffled(chosen, MaxResults, call.account.random.discovery);
      return {
        Instances: found.map((instance) => ({
          InstanceId: instance.id,
          NamespaceName: input.NamespaceName,
          ServiceName: input.ServiceName,
          HealthStatus: healthAt(service, instance, call.now),
          Attributes: instance.attributes,
        })),
        InstancesRevision: service.revision,
      };
    },
  ),
  DiscoverInstancesRevision: action(struct(where, { OwnerAccount: accountId }), (input, call) => ({
    InstancesRevision: locate(input, call).revision,
  })),
};

interface Where {
  readonly NamespaceName: string;
  readonly ServiceName: string;
  readonly OwnerAccount?: string;
}

function locate({ NamespaceName, ServiceName, OwnerAccount }: Where, call: Call): Service {
  const namespace = findNamespaceByHttpName(NamespaceName, OwnerAccount, call);
  return findServiceByName(ServiceName, namespace, call);
}

function having(wanted: ReadonlyMap<string, string> = new Map()): (instance: Instance) => boolean {
  const all = [...wanted];
  return ({ attributes: own }) => all.every(([key, value]) => Object.hasOwn(own, key) && own[key] === value);
}

// "This parameter is ignored for services that don't have a health check configured" (API reference).
function byHealth(
  instances: readonly Instance[],
  wanted: string,
  service: Service,
  now: number,
): readonly Instance[] {
  if (wanted === "ALL" || (!service.hasCustomHealth && !service.healthCheck)) return instances;
  const status = wanted === "UNHEALTHY" ? "UNHEALTHY" : "HEALTHY";
  const fitting = instances.filter((instance) => healthAt(service, instance, now) === status);
  return wanted === "HEALTHY_OR_ELSE_ALL" && fitting.length === 0 ? instances : fitting;
}
