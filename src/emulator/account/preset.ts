import { epochMs, type PresetOperation } from "../scenario/preset-operation.js";
import type { Operation } from "./operation.js";

/** An operation that is there from the start. */
export function presetOperation(
  preset: PresetOperation,
  accountId: string,
  sequence: number,
  startedAt: number,
): Operation {
  const createdAt = dateOf(preset.CreateDate) ?? startedAt;
  const { ErrorCode: code, ErrorMessage: message } = preset;
  const hasFailure = typeof code === "string" || typeof message === "string";
  const omitted = Object.entries(preset).flatMap(([name, member]) => (member === null ? [name] : []));
  return {
    sequence,
    id: preset.Id,
    type: preset.Type ?? "CREATE_NAMESPACE",
    ownerAccount: preset.OwnerAccount ?? accountId,
    targets: preset.Targets ?? undefined,
    namespaceId: preset.Targets?.["NAMESPACE"],
    serviceId: preset.Targets?.["SERVICE"],
    createdAt,
    visibleAt: 0,
    pendingAt: createdAt,
    settledAt: dateOf(preset.UpdateDate) ?? createdAt,
    failure: hasFailure ? { code: code ?? "", message: message ?? "" } : undefined,
    plan: undefined,
    preset: {
      status: preset.Status ?? "SUCCESS",
      omits: [...omitted, ...(preset.OwnerAccount === undefined ? ["OwnerAccount"] : [])],
    },
    token: undefined,
  };
}

function dateOf(date: number | string | null | undefined): number | undefined {
  return date === undefined || date === null ? undefined : epochMs(date);
}
