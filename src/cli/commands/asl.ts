import { OptionError } from "../../core/options.js";
import { compact } from "../../core/json.js";
import { aslText } from "../../engines/step-functions/index.js";
import { usageError } from "../exit-status.js";
import type { Options } from "../input/command-line.js";

/** A state machine for AWS Step Functions, by the same policy as a wait; or the policy of its role. */
export function asl({ operands, timeout, interval, maxInterval, ...options }: Options): string {
  const [start, parameters] = operands;
  if (timeout === undefined) throw usageError("asl needs an end: --timeout must not be none.");
  const { fleet, iam, ownerAccount } = options;
  try {
    return aslText({
      ...compact({ start, parameters, fleet, ownerAccount, minDelay: interval, maxDelay: maxInterval }),
      iam,
      maxWaitTime: timeout,
    });
  } catch (error) {
    throw error instanceof OptionError ? usageError(`asl: ${error.message}.`) : error;
  }
}
