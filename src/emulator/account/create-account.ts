import { createRandom, draw } from "../scenario/random.js";
import type { Rules } from "../scenario/rules.js";
import type { Settings } from "../scenario/settings.js";
import type { Account } from "./account.js";
import { applyChange } from "./apply-change.js";
import { OperationBook } from "./operation-book.js";
import { ResourceList } from "./resource-list.js";

/**
 * An account in a region with nothing in it.
 *
 * @param nextSequence gives each thing in any region its place among all
 */
export function createAccount(
  region: string,
  settings: Settings,
  rules: Rules,
  startedAt: number,
  nextSequence: () => number,
): Account {
  // Each region draws on its own, so that requests to one never change what happens in another.
  const seed = region === settings.region ? String(settings.seed) : `${settings.seed}/${region}`;
  const random = createRandom(seed);
  const own = {
    ids: random.fork("ids"),
    requestIds: random.fork("request-ids"),
    latency: random.fork("latency"),
    discovery: random.fork("discovery"),
  };
  const account: Account = {
    home: { region, accountId: settings.accountId },
    settings,
    rules,
    operations: new OperationBook({
      settings,
      rules,
      random: random.fork("operations"),
      startedAt,
      nextSequence,
      apply: (change, at) => applyChange(change, account, at),
      forget: ({ id, token = "" }) => {
        // A later operation may have taken the token over.
        if (account.tokens.get(token)?.id === id) account.tokens.delete(token);
      },
    }),
    namespaces: new ResourceList(),
    services: new ResourceList(),
    names: new Map(),
    tokens: new Map(),
    random: own,
    newId: (prefix) => `${prefix}-${draw(own.ids, 16, "abcdefghijklmnopqrstuvwxyz234567")}`,
    newRequestId: () =>
      [8, 4, 4, 4, 12].map((length) => draw(own.requestIds, length, "0123456789abcdef")).join("-"),
    nextSequence,
  };
  return account;
}
