/** An axis: where a value is drawn, and the values that are named. */
export interface Axis {
  readonly ticks: readonly number[];
  at(value: number): number;
}

/** A logarithmic axis from one value to another, with ticks at each power of ten; what lies below is drawn at its end. */
export function logAxis(low: number, high: number, from: number, to: number): Axis {
  const ticks: number[] = [];
  for (let tick = 10 ** Math.ceil(Math.log10(low)); tick <= high * 1.001; tick *= 10)
    ticks.push(Number(tick.toPrecision(1)));
  const at = (value: number): number =>
    round(from + ((to - from) * Math.log(Math.max(low, value) / low)) / Math.log(high / low));
  return { ticks, at };
}

export function linearAxis(high: number, step: number, from: number, to: number): Axis {
  const ticks = Array.from({ length: Math.floor(high / step) + 1 }, (_, index) => index * step);
  return { ticks, at: (value) => round(from + ((to - from) * Math.min(high, value)) / high) };
}

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The frame of a plot: its title, its ticks, its grid and the titles of its axes. */
export function frame(
  { left, top, right, bottom }: Area,
  { title, x, y, xTitle, yTitle }: { title: string; x: Axis; y: Axis; xTitle: string; yTitle: string },
): string {
  const middle = (top + bottom) / 2;
  return [
    `<text x="${left}" y="${top - 8}" class="title">${title}</text>`,
    ...x.ticks.map((tick) => `<path class="grid" d="M${x.at(tick)} ${top}V${bottom}"/>`),
    ...y.ticks.map((tick) => `<path class="grid" d="M${left} ${y.at(tick)}H${right}"/>`),
    ...x.ticks.map(
      (tick) => `<text x="${x.at(tick)}" y="${bottom + 14}" text-anchor="middle">${tick}</text>`,
    ),
    ...y.ticks.map((tick) => `<text x="${left - 5}" y="${y.at(tick) + 4}" text-anchor="end">${tick}</text>`),
    `<text x="${(left + right) / 2}" y="${bottom + 29}" text-anchor="middle" class="axis">${xTitle}</text>`,
    `<text transform="translate(${left - 38} ${middle}) rotate(-90)" text-anchor="middle" class="axis">${yTitle}</text>`,
  ].join("\n");
}

/** A picture that follows the reader's light or dark mode. */
export function picture(width: number, height: number, label: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="${label}">`,
    "<style>",
    "text { fill: #1f2328 } .axis { fill: #59636e } .title { font-weight: 600 } .back { fill: #fff }",
    ".grid { stroke: #d1d9e0; fill: none } .line { fill: none; stroke-width: 1.8 } .limit { stroke-dasharray: 5 3 }",
    ".c0 { stroke: #0969da; fill: #0969da } .c1 { stroke: #d1242f; fill: #d1242f } .c2 { stroke: #9a6700; fill: #9a6700 }",
    ".c3 { stroke: #8250df; fill: #8250df } .c4 { stroke: #1a7f37; fill: #1a7f37 } .c5 { stroke: #bc4c00; fill: #bc4c00 }",
    ".c6 { stroke: #0a3069; fill: #0a3069 } .c7 { stroke: #59636e; fill: #59636e } .line { fill: none }",
    "@media (prefers-color-scheme: dark) {",
    "text { fill: #f0f6fc } .axis { fill: #9198a1 } .back { fill: #0d1117 } .grid { stroke: #3d444d }",
    ".c0 { stroke: #4493f8; fill: #4493f8 } .c1 { stroke: #f85149; fill: #f85149 } .c2 { stroke: #d29922; fill: #d29922 }",
    ".c3 { stroke: #ab7df8; fill: #ab7df8 } .c4 { stroke: #3fb950; fill: #3fb950 } .c5 { stroke: #db6d28; fill: #db6d28 }",
    ".c6 { stroke: #a5d6ff; fill: #a5d6ff } .c7 { stroke: #9198a1; fill: #9198a1 } .line { fill: none } }",
    "</style>",
    '<rect width="100%" height="100%" class="back"/>',
    ...parts,
    "</svg>\n",
  ].join("\n");
}

/** A line through points. */
export function line(points: readonly (readonly [number, number])[], style: string): string {
  return `<path class="line ${style}" d="M${points.map(([x, y]) => `${x} ${y}`).join("L")}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
