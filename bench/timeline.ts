import { OperationFleet, type PacerSnapshot } from "../src/index.js";
import { measure, type Result } from "./measure.js";
import { goals } from "./survey.js";
import { type Area, frame, line, linearAxis, logAxis, picture } from "./svg.js";
import type { Workload } from "./workload.js";

/** One run over time: what the pacer did each second, and how late ends were noticed. */
export interface Timeline {
  readonly workload: Workload;
  readonly seconds: readonly PacerSnapshot[];
  readonly notices: Result["notices"];
}

/** Runs the workload whose quota drops to a tenth and comes back. */
export async function measureTimeline(): Promise<Timeline> {
  const workload = goals.find(({ workload: { name } }) => name === "quota drops and recovers")?.workload;
  if (workload === undefined) throw new Error("the survey has no such workload");
  const seconds: PacerSnapshot[] = [];
  const { notices } = await measure(
    workload,
    {
      name: "cloudmap-waiter",
      start(client) {
        const fleet = new OperationFleet({ client });
        setInterval(() => seconds.push(fleet.getSnapshot().pacer), 1000);
        return async (operationId) => (await fleet.add(operationId)).outcome === "succeeded";
      },
    },
    1,
  );
  return { workload, seconds, notices };
}

const width = 420;
const height = 190;

/** Rate, throttles and lateness, one below the other. */
export function plotTimeline({ workload, seconds, notices }: Timeline): string {
  const duration = Math.ceil(seconds.length / 10) * 10;
  const panels = [rates, throttles, lateness].map((draw, index) => {
    const area: Area = {
      left: 56,
      right: width - 12,
      top: 30 + index * height,
      bottom: 140 + index * height,
    };
    return draw(area, duration, { workload, seconds, notices });
  });
  return picture(width, 3 * height, "Rate, throttles and lateness over time", panels);
}

type Draw = (area: Area, duration: number, timeline: Timeline) => string;

const rates: Draw = (area, duration, { workload, seconds }) => {
  const x = linearAxis(duration, 20, area.left, area.right);
  const y = logAxis(1, 1000, area.bottom, area.top);
  const quotas = [workload.quota ?? []].flat();
  const steps = quotas.flatMap(({ rate, after = 0 }, index) => [
    [x.at(after), y.at(rate)] as const,
    [x.at(quotas[index + 1]?.after ?? duration), y.at(rate)] as const,
  ]);
  return [
    frame(area, {
      title: "Rate (blue) and quota (dashed)",
      x,
      y,
      xTitle: "seconds",
      yTitle: "a second (log)",
    }),
    line(steps, "limit c7"),
    line(
      seconds.map(({ rate }, second) => [x.at(second + 1), y.at(rate)]),
      "c0",
    ),
  ].join("\n");
};

const throttles: Draw = (area, duration, { seconds }) => {
  const perSecond = (count: (snapshot: PacerSnapshot) => number): number[] =>
    seconds.map(
      (snapshot, index) => count(snapshot) - (index === 0 ? 0 : count(seconds[index - 1] ?? snapshot)),
    );
  const sent = perSecond((snapshot) => snapshot.sent);
  const throttled = perSecond((snapshot) => snapshot.throttled);
  const x = linearAxis(duration, 20, area.left, area.right);
  const y = linearAxis(Math.ceil(Math.max(...sent) / 50) * 50, 50, area.bottom, area.top);
  const drawn = (counts: readonly number[], style: string): string =>
    line(
      counts.map((count, second) => [x.at(second + 1), y.at(count)]),
      style,
    );
  return [
    frame(area, { title: "Requests (blue), throttled (red)", x, y, xTitle: "seconds", yTitle: "a second" }),
    drawn(sent, "c0"),
    drawn(throttled, "c1"),
  ].join("\n");
};

const lateness: Draw = (area, duration, { notices }) => {
  const x = linearAxis(duration, 20, area.left, area.right);
  const y = logAxis(0.1, 100, area.bottom, area.top);
  return [
    frame(area, { title: "Lateness of each end", x, y, xTitle: "seconds", yTitle: "seconds (log)" }),
    ...notices
      .filter((_, index) => index % 3 === 0)
      .map(
        ({ atMs, lateMs }) =>
          `<circle cx="${x.at(atMs / 1000)}" cy="${y.at(lateMs / 1000)}" r="1.2" class="c0"/>`,
      ),
  ].join("\n");
};
