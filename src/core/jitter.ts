/**
 * A number in [0, 1) that depends on nothing but an operation's id and the number of the poll: jitter that a replay
 * repeats, and that keeps apart operations which were started together.
 */
export function jitterOf(operationId: string, poll: number): number {
  let hash = poll;
  for (let index = 0; index < operationId.length; index++) {
    hash = Math.imul(hash ^ operationId.charCodeAt(index), 0x5bd1e995);
    // Each character must change all bits: ids often differ in their last ones only.
    hash ^= hash >>> 15;
  }
  return (hash >>> 0) / 2 ** 32;
}
