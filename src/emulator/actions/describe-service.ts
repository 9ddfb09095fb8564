import type { Service } from "../account/account.js";

/** A service as ListServices tells it. */
export function serviceSummary(service: Service): object {
  return {
    Id: service.id,
    Arn: service.arn,
    ResourceOwner: service.owner,
    Name: service.name,
    Type: service.type,
    Description: service.description,
    InstanceCount: service.instances.size,
    // As in the published sample of GetService: there, and empty, in an HTTP namespace.
    DnsConfig: service.dnsConfig ?? {},
    HealthCheckConfig: service.healthCheck,
    // "This parameter is no longer supported and is always set to 1" (API reference, HealthCheckCustomConfig).
    HealthCheckCustomConfig: service.hasCustomHealth ? { FailureThreshold: 1 } : undefined,
    CreateDate: service.createdAt / 1000,
    CreatedByAccount: service.owner,
  };
}

/** A service as GetService and CreateService tell it. */
export function describeService(service: Service): object {
  const { namespaceId, dnsConfig, creatorRequestId } = service;
  return {
    ...serviceSummary(service),
    NamespaceId: namespaceId,
    DnsConfig: dnsConfig ? { NamespaceId: namespaceId, ...dnsConfig } : {},
    CreatorRequestId: creatorRequestId,
  };
}
