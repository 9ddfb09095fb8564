// Faults × moments × client settings × endings, and what must hold in each cell.
import {
  GetOperationCommand,
  ServiceDiscoveryClient,
  type ServiceDiscoveryClientConfig,
} from "@aws-sdk/client-servicediscovery";
import type { WaitConfig } from "../../src/waiter/config.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";
import type { GetOperation } from "../../src/waiter/request/sdk-client.js";
import type { Outcome } from "../../src/waiter/result/outcome.js";
import type { Fault } from "./fault.js";
import { faults } from "./faults.js";
import { networkFaults } from "./network/faults.js";
import { isAlone, packetFaults } from "./network/packets.js";
import { type Agents, connectBy } from "../../src/cli/input/agents.js";
import type { Spell } from "./server.js";

/** When the fault lasts, for a wait of so many seconds whose operation ends after a fifth of them. */
export interface Moment {
  readonly name: string;
  readonly spell: (maxWaitTime: number) => Spell;
  /** Whether more than a second is left when the fault is over. */
  readonly passes: boolean;
}

const forGood = Number.POSITIVE_INFINITY;

export const moments: readonly Moment[] = [
  { name: "first request", spell: () => ({ from: 0, until: forGood, times: 1 }), passes: true },
  { name: "while it runs", spell: (wait) => ({ from: wait * 0.02, until: wait * 0.15 }), passes: true },
  { name: "as it ends", spell: (wait) => ({ from: wait * 0.15, until: wait * 0.35 }), passes: true },
  {
    name: "until 1.5 s before the deadline",
    spell: (wait) => ({ from: 0, until: wait - 1.5 }),
    passes: true,
  },
  {
    name: "from its first second until 1.5 s before the deadline",
    spell: (wait) => ({ from: wait * 0.02, until: wait - 1.5 }),
    passes: true,
  },
  { name: "for good", spell: () => ({ from: 0, until: forGood }), passes: false },
];

export interface Setting {
  readonly name: string;
  /** Once it was throttled, the client holds requests back by itself. */
  readonly holdsBack?: boolean;
  readonly config: (url: string, agents?: Agents) => WaitConfig;
  /** So many waits at once, for an operation each; one by default. */
  readonly waits?: number;
}

function withClient(more: ServiceDiscoveryClientConfig): Setting["config"] {
  return (endpoint, agents = {}) => {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = new ServiceDiscoveryClient({ region: "us-east-1", endpoint, credentials, ...more });
    connectBy(client, agents);
    return { client };
  };
}

/** GetOperation by fetch, as somebody might write it who has no SDK client. */
function byFetch(url: string): GetOperation {
  return async (input, { abortSignal }) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "x-amz-target": "Route53AutoNaming_v20170314.GetOperation" },
      body: JSON.stringify(input),
      signal: abortSignal,
      redirect: "manual",
    });
    const { __type: name, ...answer } = (await response.json()) as { __type?: string; message?: string };
    if (response.ok) return answer;
    throw Object.assign(new Error(answer.message), { name, status: response.status });
  };
}

export const settings: readonly Setting[] = [
  { name: "SDK client, as it comes", config: withClient({}) },
  { name: "SDK client, `maxAttempts: 1`", config: withClient({ maxAttempts: 1 }) },
  {
    name: 'SDK client, `retryMode: "adaptive"`',
    holdsBack: true,
    config: withClient({ retryMode: "adaptive" }),
  },
  {
    name: "SDK client in `getOperation`",
    config(url) {
      const { client } = withClient({})(url);
      if (client === undefined) throw new Error("unreachable");
      const sdk = client as ServiceDiscoveryClient;
      return {
        getOperation: (input, { abortSignal }) => sdk.send(new GetOperationCommand(input), { abortSignal }),
      };
    },
  },
  { name: "`fetch` in `getOperation`", config: (url) => ({ getOperation: byFetch(url) }) },
];

/** What the network does is met by any client in the same way. */
export const networkSettings: readonly Setting[] = [
  { name: "SDK client, as it comes", config: withClient({}) },
  { name: "SDK client, `maxAttempts: 1`", config: withClient({ maxAttempts: 1 }) },
  { name: "20 waits on one SDK client", config: withClient({}), waits: 20 },
];

/** What the operation's last answer says, by its status. */
const endings = {
  SUCCESS: { Status: "SUCCESS", Targets: { NAMESPACE: "ns-1" } },
  FAIL: { Status: "FAIL", ErrorCode: "CANNOT_CREATE_HOSTED_ZONE" },
} as const;

export interface Cell {
  readonly fault: Fault;
  readonly moment: Moment;
  readonly setting: Setting;
  readonly status: keyof typeof endings;
}

export interface Result {
  readonly cell: Cell;
  /** Of many waits, one whose ending was lost, or else the last to end. */
  readonly outcome: Outcome;
  /** As the server counted them. */
  readonly requests: number;
}

/** Faults and the settings that meet them. */
export interface Matrix {
  readonly faults: readonly Fault[];
  readonly settings: readonly Setting[];
}

export const httpMatrix: Matrix = { faults, settings };
export const networkMatrix: Matrix = {
  faults: [...networkFaults, ...(isAlone ? packetFaults : [])],
  settings: networkSettings,
};

export function cells(
  matrix: Matrix,
  where: (cell: Cell) => boolean = () => true,
  statuses: readonly Cell["status"][] = ["SUCCESS"],
): Cell[] {
  const all: Cell[] = [];
  for (const setting of matrix.settings)
    for (const fault of matrix.faults)
      for (const moment of moments)
        for (const status of statuses) all.push({ setting, fault, moment, status });
  return all
    .filter(({ setting, fault }) => setting.waits === undefined || fault.isOfKeptConnections === true)
    .filter((cell) => where(cell));
}

/** Runs a wait of so many seconds through a cell. */
export async function runCell(cell: Cell, maxWaitTime: number): Promise<Result> {
  const { fault, moment, setting, status } = cell;
  const ending = { after: maxWaitTime / 5, members: endings[status] };
  const server = await fault.serve(moment.spell(maxWaitTime), ending);
  const config = setting.config(server.url, server.agents);
  server.begin();
  try {
    const ids = Array.from({ length: setting.waits ?? 1 }, (_, index) => `op-${index + 1}`);
    const outcomes = await Promise.all(
      ids.map(async (id) => await new OperationWaiter({ ...config, maxWaitTime }, id).outcome()),
    );
    const results = outcomes
      .toSorted((a, b) => b.elapsedMs - a.elapsedMs)
      .map((outcome) => ({ cell, outcome, requests: server.requests }));
    const result = results.find((one) => violation(one) !== undefined) ?? results[0];
    if (result === undefined) throw new Error("a setting has at least one wait");
    return result;
  } finally {
    await server.close();
  }
}

/**
 * Runs many at a time, as they mostly wait. A cell that has lost its ending is run again, by itself: what a busy machine
 * does is not the fault's doing, and a fault does it again.
 */
export async function runCells(
  all: readonly Cell[],
  maxWaitTime: number,
  atATime: number,
  onResult: (result: Result) => void = () => {},
): Promise<Result[]> {
  const results = await runQueue(all, maxWaitTime, atATime, onResult);
  const lost = results.filter((result) => violation(result) !== undefined);
  const kept = results.filter((result) => !lost.includes(result));
  return kept.concat(
    await runQueue(
      lost.map(({ cell }) => cell),
      maxWaitTime,
      2,
      onResult,
    ),
  );
}

async function runQueue(
  all: readonly Cell[],
  maxWaitTime: number,
  atATime: number,
  onResult: (result: Result) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  // Twenty waits at once are work for twenty.
  const [single, many] = [true, false].map((isSingle) =>
    all.filter(({ setting }) => (setting.waits === undefined) === isSingle),
  );
  for (const [queue = [], lanes] of [
    [single, atATime],
    [many, Math.ceil(atATime / 20)],
  ] as const)
    await runLanes(queue, lanes, maxWaitTime, (result) => {
      results.push(result);
      onResult(result);
    });
  return results;
}

async function runLanes(
  cells: readonly Cell[],
  lanes: number,
  maxWaitTime: number,
  onResult: (result: Result) => void,
): Promise<void> {
  const queue = [...cells];
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let cell = queue.shift(); cell; cell = queue.shift()) {
        onResult(await runCell(cell, maxWaitTime));
      }
    }),
  );
}

/** What is wrong with a result, or undefined: a fault neither turns one ending into another, nor loses one. */
export function violation({ cell, outcome }: Result): string | undefined {
  const { fault, moment, setting, status } = cell;
  const ending = status === "SUCCESS" ? "succeeded" : "failed";
  const isOwnEnding =
    outcome.outcome === "succeeded"
      ? outcome.targets.NAMESPACE === "ns-1"
      : outcome.outcome === "failed" && outcome.code === "CANNOT_CREATE_HOSTED_ZONE";
  if (outcome.outcome === ending && isOwnEnding) return undefined;
  const what = `${fault.name}, ${moment.name}, ${setting.name}: ${status} became ${outcome.outcome}`;
  if (outcome.outcome === "succeeded" || outcome.outcome === "failed") return what;
  if (outcome.outcome === fault.verdict) return undefined;
  // The SDK's adaptive mode holds requests back by itself, for seconds, inside `send`.
  if (setting.holdsBack === true && fault.isThrottle === true) return undefined;
  // The final poll of one of many waits may go over a dead connection that another has left, and gets one second.
  if (setting.waits !== undefined && fault.isUnseen === true && outcome.outcome === "timed-out")
    return undefined;
  return moment.passes ? what : undefined;
}
