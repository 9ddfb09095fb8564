/**
 * The same events as a web-standard `ReadableStream`, pulled one by one, so that a slow reader costs no memory here.
 * Cancelling it leaves the iteration. (`ReadableStream.from` does the same, where there is one.)
 */
export function toReadableStream<T>(events: AsyncIterable<T>): ReadableStream<T> {
  const iterator = events[Symbol.asyncIterator]();
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const next = await iterator.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
