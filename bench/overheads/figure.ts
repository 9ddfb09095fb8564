/** What the package costs beside what it is used with: one figure, and the most that it may be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "×" | "ms" | "bytes";
  readonly goal?: number;
}

export function isMet({ value, goal = Number.POSITIVE_INFINITY }: Figure): boolean {
  return value <= goal;
}

/** A figure or a goal as it is printed: `1.07`, `12 ms`, `1.9 KiB`. */
export function withUnit(value: number, unit: Figure["unit"]): string {
  if (unit === "bytes") return `${(value / 1024).toFixed(1)} KiB`;
  return unit === "ms" ? `${value.toFixed(0)} ms` : value.toFixed(2);
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
