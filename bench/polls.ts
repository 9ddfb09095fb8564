import { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { createEmulator, type EmulatorOptions } from "../src/emulator/index.js";
import { waitForOperations } from "../src/index.js";
import { installClock, runUntil, startsAtMs } from "../test/support/clock.js";
import { warmUp } from "./service-under-test.js";
import { type Area, linearAxis, picture } from "./svg.js";

/** One wait for one operation, and what becomes of it. */
interface Story {
  readonly title: string;
  readonly type: string;
  /** Seconds; `undefined` for an operation that never ends. */
  readonly endsAfter: number | undefined;
  readonly faults?: NonNullable<EmulatorOptions["faults"]>;
  readonly maxWaitTime?: number;
}

const stories: readonly Story[] = [
  { title: "a namespace, as published", type: "CREATE_NAMESPACE", endsAfter: 40.3 },
  { title: "a kind of which nothing is known", type: "UPDATE_SERVICE", endsAfter: 40.3 },
  {
    title: "throttled from 10 s to 20 s",
    type: "CREATE_NAMESPACE",
    endsAfter: 40.3,
    faults: [{ fault: "too-many-requests", action: "GetOperation", after: 10, until: 20 }],
  },
  {
    title: "no connection from 10 s to 20 s",
    type: "CREATE_NAMESPACE",
    endsAfter: 40.3,
    faults: [{ fault: "reset", action: "GetOperation", after: 10, until: 20 }],
  },
  { title: "maxWaitTime: 45", type: "CREATE_NAMESPACE", endsAfter: undefined, maxWaitTime: 45 },
];

/** When each request of a wait was sent, and whether it was answered. Times are seconds of the virtual clock. */
interface Polls {
  readonly story: Story;
  readonly requests: readonly { readonly at: number; readonly isAnswered: boolean }[];
  readonly outcome: string;
  readonly settledAt: number;
}

/** Runs each of the waits by itself, with the defaults, on a client of its own. */
export async function measurePolls(): Promise<readonly Polls[]> {
  const runs: Polls[] = [];
  for (const story of stories) runs.push(await run(story));
  return runs;
}

async function run(story: Story): Promise<Polls> {
  const { type, endsAfter, faults = [], maxWaitTime = 600 } = story;
  let clock: ReturnType<typeof installClock> | undefined;
  const emulator = createEmulator({
    faults,
    operations: [{ Id: "op-1", Status: "PENDING", Type: type, CreateDate: startsAtMs / 1000 }],
    settles: "on-command",
    now: () => (clock === undefined ? startsAtMs : Date.now()),
  });
  const client = new ServiceDiscoveryClient({ ...emulator.clientConfig(), maxAttempts: 1 });
  // Reads the SDK's configuration, which takes real time.
  await warmUp([client]);
  clock = installClock();
  try {
    if (endsAfter !== undefined) setTimeout(() => emulator.settle("op-1"), endsAfter * 1000);
    const [outcome] = await runUntil(clock, waitForOperations({ client, maxWaitTime }, ["op-1"]));
    return {
      story,
      requests: emulator
        .requests()
        .filter(({ action }) => action === "GetOperation")
        .map(({ atMs, statusCode }) => ({ at: (atMs - startsAtMs) / 1000, isAnswered: statusCode === 200 })),
      outcome: outcome?.outcome ?? "",
      settledAt: (outcome?.elapsedMs ?? 0) / 1000,
    };
  } finally {
    clock.uninstall();
  }
}

const width = 640;
const rowHeight = 44;

/** A row for each wait: a tick for each request, red if it wasn't answered, and the end. */
export function plotPolls(runs: readonly Polls[]): string {
  const area: Area = { left: 14, right: width - 14, top: 8, bottom: 8 + runs.length * rowHeight };
  const x = linearAxis(48, 5, area.left, area.right);
  const rows = runs.map(({ story, requests, outcome, settledAt }, index) => {
    const y = area.top + index * rowHeight;
    const base = y + 36;
    const end = story.endsAfter ?? story.maxWaitTime ?? 0;
    const late = `${outcome} at ${settledAt.toFixed(1)} s, ${requests.length} requests`;
    return [
      `<text x="${area.left}" y="${y + 14}" class="title">${story.title}</text>`,
      `<text x="${area.right}" y="${y + 14}" text-anchor="end" class="axis">${late}</text>`,
      `<path class="grid" d="M${area.left} ${base}H${area.right}"/>`,
      `<path class="line limit ${story.endsAfter === undefined ? "c7" : "c4"}" d="M${x.at(end)} ${y + 18}V${base}"/>`,
      ...requests.map(
        ({ at, isAnswered }) =>
          `<path class="line ${isAnswered ? "c0" : "c1"}" d="M${x.at(at)} ${base - 12}V${base}"/>`,
      ),
    ].join("\n");
  });
  const ticks = x.ticks.map(
    (tick) =>
      `<text x="${x.at(tick)}" y="${area.bottom + 16}" text-anchor="middle" class="axis">${tick} s</text>`,
  );
  return picture(width, area.bottom + 26, "When five waits poll, second by second", [...rows, ...ticks]);
}
