/** The word that is at most two letters away from what was typed. */
export function nearest<Word extends string>(typed: string, words: readonly Word[]): Word | undefined {
  const scored = words
    .map((word) => ({ word, distance: distance(typed, word) }))
    .filter(({ word, distance }) => distance <= Math.min(2, Math.floor(word.length / 2)));
  return scored.toSorted((a, b) => a.distance - b.distance)[0]?.word;
}

/** The edits that make one word of another (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of Array.from(from).entries()) {
    let diagonal = line;
    const next = [line + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const above = row[column + 1] ?? 0;
      next.push(Math.min(above + 1, (next[column] ?? 0) + 1, diagonal + (letter === other ? 0 : 1)));
      diagonal = above;
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
