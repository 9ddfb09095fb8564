/** How many columns a text takes at the most: East Asian letters and pictures take two, combining marks none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const letter of text) columns += columnsOfLetter(letter);
  return columns;
}

function columnsOfLetter(letter: string): number {
  if (/\p{Mark}/u.test(letter)) return 0;
  // Letters up to here are narrow in every font; of those beyond, too much is better than a row that wraps.
  return letter < "\u1100" || /[\u2010-\u2027\u2500-\u28FF]/.test(letter) ? 1 : 2;
}

/** Cuts a text to a width in columns, and marks where. */
export function cut(text: string, width: number, ellipsis: string): string {
  if (columnsOf(text) <= width) return text;
  return width < 1 ? "" : `${beginning(text, width - 1)}${ellipsis}`;
}

/** As much of a text as fits into a width. */
function beginning(text: string, width: number): string {
  let [kept, columns] = ["", 0];
  for (const letter of text) {
    columns += columnsOfLetter(letter);
    if (columns > width) break;
    kept += letter;
  }
  return kept;
}

/** Fills a text up to a width in columns. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columnsOf(text)));
}

/** Breaks a text at its spaces; a word that is wider than the room, of two columns at least, is broken too. */
export function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && columnsOf(last) + 1 + columnsOf(word) <= room) {
      lines[lines.length - 1] = `${last} ${word}`;
      continue;
    }
    let rest = word;
    while (columnsOf(rest) > room) {
      const part = beginning(rest, room);
      lines.push(part);
      rest = rest.slice(part.length);
    }
    lines.push(rest);
  }
  return lines;
}
