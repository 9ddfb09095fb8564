import { type Area, frame, logAxis, picture } from "./svg.js";
import type { Row } from "./table.js";

const panel = { width: 400, height: 250 };
const area: Area = { left: 56, top: 30, right: 388, bottom: 200 };

// One range for all: 0.01 s and less is at the bottom.
const x = logAxis(0.9, 110, area.left, area.right);
const y = logAxis(0.01, 200, area.bottom, area.top);

/** Lateness against requests, one panel a workload and one mark a contender; less is better on both. */
export function plot(rows: readonly Row[]): string {
  const names = [...new Set(rows.map(({ workload }) => workload))];
  const contenders = [...new Set(rows.map(({ contender }) => contender))];
  const panels = names.map((name, index) => {
    const own = rows.filter(({ workload }) => workload === name);
    return `<g transform="translate(0 ${index * panel.height})">${drawPanel(name, own, contenders)}</g>`;
  });
  const top = names.length * panel.height;
  const entries = [...contenders, "clairvoyant: nobody can be less late"];
  const legend = entries.map((entry, index) => {
    const at = top + 14 + index * 18;
    const style = index === contenders.length ? "c7" : `c${index}`;
    const mark =
      index === contenders.length
        ? `<path class="line limit ${style}" d="M14 ${at}H34"/>`
        : `<circle cx="24" cy="${at}" r="5" class="${style}"/>`;
    return `${mark}<text x="42" y="${at + 4}">${entry}</text>`;
  });
  return picture(
    panel.width,
    top + entries.length * 18 + 14,
    "Mean lateness against requests per operation, for each workload and contender",
    [...panels, ...legend],
  );
}

function drawPanel(name: string, rows: readonly Row[], contenders: readonly string[]): string {
  const floor = y.at((rows[0]?.floorLatenessMs ?? 0) / 1000);
  return [
    frame(area, {
      title: name,
      x,
      y,
      xTitle: "requests per operation (log)",
      yTitle: "mean lateness, seconds (log)",
    }),
    `<path class="line limit c7" d="M${area.left} ${floor}H${area.right}"/>`,
    `<path class="line limit c7" d="M${x.at(1)} ${area.top}V${area.bottom}"/>`,
    ...rows
      .map(
        (row) =>
          `<circle cx="${x.at(row.requestsPerOperation)}" cy="${y.at(row.meanLatenessMs / 1000)}" r="5" class="c${contenders.indexOf(row.contender)}"/>`,
      )
      // Ours last, so that nothing hides it.
      .toReversed(),
  ].join("\n");
}
