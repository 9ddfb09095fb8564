/** Bytes in use once all that nobody holds is gone. */
export async function usedBytes(): Promise<number> {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (collect === undefined) throw new Error("run with --expose-gc, as npm run test:soak does");
  for (let round = 0; round < 4; round++) {
    collect();
    // What ends with a promise, or with a finalizer, ends in a turn of its own.
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
  return process.memoryUsage().heapUsed;
}

export function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}
