import { printable, shellWord } from "../core/text.js";
import type { StreamContext } from "../web/messages.js";
import type { OperationProgress } from "./operation-progress.js";

/** The commands that wait for operations again, one for each account that owns some of them, as they are typed in a shell. */
export function resumeCommands(operations: readonly OperationProgress[], context: StreamContext): string[] {
  const { region, profile, endpoint } = context;
  const byOwner = new Map<string | undefined, string[]>();
  for (const { operationId, ownerAccount } of operations)
    byOwner.set(ownerAccount, [...(byOwner.get(ownerAccount) ?? []), operationId]);
  return Array.from(byOwner, ([ownerAccount, ids]) => {
    const flags = Object.entries({
      region,
      profile,
      "endpoint-url": endpoint,
      "owner-account": ownerAccount,
    });
    const words = flags.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, value]));
    // An id that begins with a dash would be read as a flag.
    const rest = ids.some((id) => id.startsWith("-")) ? ["--", ...ids] : ids;
    return ["cloudmap-wait", ...words, ...rest].map((word) => shellWord(printable(word, 300))).join(" ");
  });
}
