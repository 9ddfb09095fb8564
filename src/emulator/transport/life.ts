import { createRegions, type Regions } from "../account/regions.js";
import { createRandom } from "../scenario/random.js";
import { createRules, type Rules } from "../scenario/rules.js";
import { durationsFor, type Settings } from "../scenario/settings.js";
import { createRequestLog, type RequestLog } from "./request-log.js";

/** All that a reset throws away. */
export interface Life {
  readonly rules: Rules;
  readonly regions: Regions;
  readonly log: RequestLog;
}

/** @param startedAt emulated time, in epoch milliseconds */
export function beginLife(settings: Settings, startedAt: number): Life {
  const random = createRandom(String(settings.seed)).fork("faults");
  const rules = createRules(settings.rules, durationsFor[settings.settles], random, startedAt);
  return {
    rules,
    regions: createRegions(settings, rules, startedAt),
    log: createRequestLog(settings.requestLogSize, settings.requestLogBytes),
  };
}
