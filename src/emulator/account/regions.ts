import type { Rules } from "../scenario/rules.js";
import type { Settings } from "../scenario/settings.js";
import type { Account } from "./account.js";
import { createAccount } from "./create-account.js";
import { addInitialState } from "./add-initial-state.js";

/** AWS has some forty; what asks for more than this is not a client. */
const mostRegions = 100;

/** The account in each region that is used. A region begins as the scenario says, when it is first used. */
export interface Regions {
  /** The account in a region, by default in the scenario's; undefined when there are too many. */
  in(region?: string): Account | undefined;
  /** Those in use; the scenario's is always one. */
  readonly all: readonly Account[];
  /** Replaces each with an empty account, as a snapshot is to fill them. */
  clear(): void;
  /** An empty account, which replaces any that there is. */
  empty(region: string): Account;
  /** The place that was given last. */
  sequence: number;
}

export function createRegions(settings: Settings, rules: Rules, startedAt: number): Regions {
  const accounts = new Map<string, Account>();
  const regions: Regions = {
    in: (region = settings.region) => {
      const known = accounts.get(region);
      if (known) return known;
      if (accounts.size >= mostRegions) return undefined;
      const account = regions.empty(region);
      account.operations.addPresets();
      addInitialState(account, startedAt);
      return account;
    },
    get all() {
      if (accounts.size === 0) regions.in();
      return [...accounts.values()];
    },
    clear: () => accounts.clear(),
    empty(region) {
      const account = createAccount(region, settings, rules, startedAt, () => (regions.sequence += 1));
      accounts.set(region, account);
      return account;
    },
    sequence: 0,
  };
  return regions;
}
