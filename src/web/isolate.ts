/** Calls someone else's code; what it throws surfaces as an uncaught error, and not here. */
export function isolate<T>(callback: () => T): T | undefined {
  try {
    return callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
    return undefined;
  }
}
