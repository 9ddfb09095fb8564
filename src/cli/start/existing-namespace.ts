import { sanitize } from "../output/sanitize.js";
import { AwsCallError, type AwsCalls, type Namespace } from "./aws-calls.js";
import type { AwsCommand } from "./aws-command.js";

/** The kind of namespace that each command creates, as GetNamespace calls it. */
const kinds: Readonly<Record<string, string>> = {
  CreateHttpNamespace: "HTTP",
  CreatePrivateDnsNamespace: "DNS_PRIVATE",
  CreatePublicDnsNamespace: "DNS_PUBLIC",
};

/** The namespace that a command would have created, or why none counts as that. */
export type Existing = { readonly id: string } | { readonly refusal: string };

/**
 * Finds the namespace that is there already: of the same name and kind and, if it is private, in the same VPC. One that
 * differs is refused, and so is one whose VPC can't be told.
 */
export async function existingNamespace({ action, input }: AwsCommand, calls: AwsCalls): Promise<Existing> {
  const { Name: name, Vpc: vpc } = input;
  const kind = kinds[action];
  if (name === undefined || kind === undefined)
    return { refusal: "Its name is not among the arguments, so the existing namespace was not looked up." };
  try {
    const named = await calls.namespacesNamed(name);
    const candidates = named.filter(({ Type }) => Type === kind);
    const [first] = candidates;
    if (first === undefined) return { refusal: refusalOf(name, kind, named) };
    if (kind !== "DNS_PRIVATE") return { id: first.Id };
    return await inVpc(candidates, vpc, calls);
  } catch (error) {
    return refusedCall(
      "The existing namespaces could not be listed",
      "servicediscovery:ListNamespaces",
      error,
    );
  }
}

async function inVpc(
  candidates: readonly Namespace[],
  vpc: string | undefined,
  calls: AwsCalls,
): Promise<Existing> {
  const others: string[] = [];
  for (const { Id, hostedZoneId } of candidates) {
    try {
      const vpcs = hostedZoneId === undefined ? [] : await calls.vpcsOf(hostedZoneId);
      if (vpcs.some((one) => one === vpc)) return { id: Id };
      others.push(
        `${sanitize(Id, 100)} is in ${vpcs.map((id) => sanitize(id, 60)).join(", ") || "an unknown VPC"}`,
      );
    } catch (error) {
      return refusedCall(
        `Namespace ${sanitize(Id, 100)} of that name exists and may be the one you want, so keep its hosted zone. Its ` +
          "VPC could not be checked",
        "route53:GetHostedZone",
        error,
      );
    }
  }
  const which =
    vpc === undefined ? "in a VPC that the command doesn't name" : `not in the VPC ${sanitize(vpc, 60)}`;
  return { refusal: `The existing namespace is ${which}: ${others.join("; ")}.` };
}

/** What the AWS CLI said when it was refused a look-up; anything else is a fault of this program. */
function refusedCall(what: string, permission: string, error: unknown): Existing {
  if (!(error instanceof AwsCallError)) throw error;
  const isDenied = /AccessDenied|not authorized/i.test(error.message);
  const why = isDenied ? `, which needs the permission ${permission}` : "";
  return { refusal: `${what}${why}: ${sanitize(error.message, 500)}` };
}

function refusalOf(name: string, kind: string, named: readonly Namespace[]): string {
  if (named.length === 0)
    return `No namespace named "${sanitize(name, 100)}" is listed in this account and region. What conflicts is in another account, or is a hosted zone that was made in Route 53.`;
  const others = named.map(
    ({ Id, Type }) => `${sanitize(Id, 100)} is ${sanitize(Type ?? "of an unknown kind", 40)}`,
  );
  return `The existing namespace is not of the kind ${kind}: ${others.join("; ")}.`;
}
