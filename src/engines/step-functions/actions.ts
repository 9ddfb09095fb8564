import { OptionError } from "../../core/options.js";
import { printable } from "../../core/text.js";

/** What the generator knows of an action that starts an operation. Source: Cloud Map API reference, and its model. */
export interface StartAction {
  /** Members of the input that the API requires. */
  readonly required: readonly string[];
  /** Which member is the idempotency token, if there is one. */
  readonly token?: string;
  /** What the caller needs beside the action itself. Source: the managed policy AWSCloudMapFullAccess. */
  readonly permissions: readonly string[];
}

const zone = ["route53:GetHostedZone", "route53:ListHostedZonesByName"];
const vpc = ["ec2:DescribeVpcs", "ec2:DescribeRegions"];
const records = ["route53:ChangeResourceRecordSets", "route53:GetHostedZone"];
const checks = [
  "route53:CreateHealthCheck",
  "route53:DeleteHealthCheck",
  "route53:GetHealthCheck",
  "route53:UpdateHealthCheck",
];

const actions: Readonly<Record<string, StartAction>> = {
  CreateHttpNamespace: { required: ["Name"], token: "CreatorRequestId", permissions: [] },
  CreatePrivateDnsNamespace: {
    required: ["Name", "Vpc"],
    token: "CreatorRequestId",
    permissions: ["route53:CreateHostedZone", ...zone, ...vpc],
  },
  CreatePublicDnsNamespace: {
    required: ["Name"],
    token: "CreatorRequestId",
    permissions: ["route53:CreateHostedZone", ...zone],
  },
  UpdateHttpNamespace: { required: ["Id", "Namespace"], token: "UpdaterRequestId", permissions: [] },
  UpdatePrivateDnsNamespace: {
    required: ["Id", "Namespace"],
    token: "UpdaterRequestId",
    permissions: records,
  },
  UpdatePublicDnsNamespace: {
    required: ["Id", "Namespace"],
    token: "UpdaterRequestId",
    permissions: records,
  },
  DeleteNamespace: {
    required: ["Id"],
    permissions: ["route53:DeleteHostedZone", "route53:GetHostedZone"],
  },
  UpdateService: { required: ["Id", "Service"], permissions: [...records, ...checks] },
  RegisterInstance: {
    required: ["ServiceId", "InstanceId", "Attributes"],
    token: "CreatorRequestId",
    permissions: [...records, ...checks, "ec2:DescribeInstances"],
  },
  DeregisterInstance: { required: ["ServiceId", "InstanceId"], permissions: [...records, ...checks] },
};

/** The actions that a state machine can start. */
export const startActions: readonly string[] = Object.keys(actions);

/** @throws {OptionError} for an action that starts no operation. */
export function startAction(name: string): StartAction {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined)
    throw new OptionError("start", `one of ${startActions.join(", ")}`, printable(name, 80));
  return action;
}
