import { printable } from "../../core/text.js";
import { invalidInput } from "./service-error.js";

export type ResourceKind = "namespace" | "service";

/** Whose a resource is: what its ARN says beside its id. */
export interface Home {
  readonly region: string;
  readonly accountId: string;
}

export function arnOf(kind: ResourceKind, id: string, { region, accountId }: Home): string {
  return `arn:${partitionOf(region)}:servicediscovery:${region}:${accountId}:${kind}/${id}`;
}

/**
 * The id that an id or ARN names. An ARN is read whole: one of another kind, service, account or region is refused rather
 * than cut at its slash, because it would find a resource that it does not mean.
 */
export function idIn(idOrArn: string, kind: ResourceKind, home: Home): string {
  if (!idOrArn.startsWith("arn:")) return idOrArn;
  const prefix = arnOf(kind, "", home);
  const id = idOrArn.slice(prefix.length);
  if (idOrArn.startsWith(prefix) && /^[\w-]+$/.test(id)) return id;
  throw invalidInput(
    `The ARN of a ${kind} in this account and region starts with ${prefix}; got ${printable(idOrArn, 255)}.`,
  );
}

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
