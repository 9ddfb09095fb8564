import type { Row } from "./table.js";

const panel = { width: 300, height: 230, left: 46, top: 34, right: 14, bottom: 40 };
const columns = 2;
const marks = ["#0969da", "#cf222e", "#bf8700", "#8250df"];

/** Lateness against requests, both logarithmic, one panel a workload and one mark a contender; less is better on both. */
export function plot(rows: readonly Row[]): string {
  const names = [...new Set(rows.map(({ workload }) => workload))];
  const contenders = [...new Set(rows.map(({ contender }) => contender))];
  const height = Math.ceil(names.length / columns) * panel.height + 30;
  const panels = names.map((name, index) => {
    const x = (index % columns) * panel.width;
    const y = Math.floor(index / columns) * panel.height;
    return `<g transform="translate(${x} ${y})">${drawPanel(
      name,
      rows.filter(({ workload }) => workload === name),
      contenders,
    )}</g>`;
  });
  const legend = contenders.map((contender, index) => {
    const x = 20 + index * 150;
    return `<circle cx="${x}" cy="${height - 14}" r="5" fill="${marks[index]}"/><text x="${x + 10}" y="${height - 10}">${contender}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${columns * panel.width + 20} ${height}" font-family="sans-serif" font-size="10" role="img" aria-label="Mean lateness against requests per operation, for each workload and contender">`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...panels,
    ...legend,
    "</svg>\n",
  ].join("\n");
}

function drawPanel(name: string, rows: readonly Row[], contenders: readonly string[]): string {
  const x = axis(
    rows.map((row) => row.requestsPerOperation),
    panel.left,
    panel.width - panel.right,
  );
  const y = axis(
    rows.map((row) => row.meanLatenessMs / 1000),
    panel.height - panel.bottom,
    panel.top,
  );
  const parts = [
    `<text x="${panel.left}" y="18" font-weight="bold">${name}</text>`,
    `<rect x="${panel.left}" y="${panel.top}" width="${panel.width - panel.left - panel.right}" height="${panel.height - panel.top - panel.bottom}" fill="none" stroke="#d0d7de"/>`,
    ...x.ticks.map(
      (tick) =>
        `<text x="${x.at(tick)}" y="${panel.height - panel.bottom + 13}" text-anchor="middle">${tick}</text>`,
    ),
    ...y.ticks.map(
      (tick) => `<text x="${panel.left - 5}" y="${y.at(tick) + 3}" text-anchor="end">${tick} s</text>`,
    ),
    `<text x="${(panel.left + panel.width - panel.right) / 2}" y="${panel.height - 12}" text-anchor="middle" fill="#57606a">requests per operation</text>`,
    ...rows.map(
      (row) =>
        `<circle cx="${x.at(row.requestsPerOperation)}" cy="${y.at(row.meanLatenessMs / 1000)}" r="5" fill="${marks[contenders.indexOf(row.contender)]}"/>`,
    ),
  ];
  return parts.join("\n");
}

interface Axis {
  readonly ticks: readonly number[];
  at(value: number): number;
}

/** A logarithmic axis over the values, with ticks at 1, 2 and 5 of each decade. */
function axis(values: readonly number[], from: number, to: number): Axis {
  const low = Math.min(...values) / 1.4;
  const high = Math.max(...values) * 1.4;
  const ticks = [0.01, 0.1, 1, 10, 100].flatMap((decade) => [1, 2, 5].map((step) => step * decade));
  return {
    ticks: ticks.filter((tick) => tick >= low && tick <= high).map((tick) => Number(tick.toPrecision(1))),
    at: (value) => Math.round(from + ((to - from) * Math.log(value / low)) / Math.log(high / low)),
  };
}
