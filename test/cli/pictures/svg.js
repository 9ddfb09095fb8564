// A terminal's screen as an SVG: what xterm's buffer holds, cell by cell.

const themes = {
  dark: { background: "#0c0c0c", foreground: "#cccccc" },
  light: { background: "#ffffff", foreground: "#1f1f1f" },
};

const [cellWidth, cellHeight, fontSize, margin] = [8.4, 18, 14, 12];

/**
 * @param {import("@xterm/headless").Terminal} terminal
 * @param {"dark" | "light"} theme
 * @returns {string}
 */
export function svgOf(terminal, theme) {
  const { active } = terminal.buffer;
  const rows = Array.from({ length: terminal.rows }, (_, y) =>
    drawnRow(active.getLine(active.viewportY + y), y, theme),
  );
  const drawn = rows.filter((row) => row !== "");
  // Without the empty rows below what it shows.
  return frameOf({ cols: terminal.cols, rows: rows.lastIndexOf(drawn.at(-1)) + 1 }, theme, drawn);
}

/**
 * The terminal around what is drawn in it.
 * @param {{ cols: number, rows: number }} size
 * @param {"dark" | "light"} theme
 * @param {string[]} parts
 */
export function frameOf({ cols, rows }, theme, parts) {
  const width = Math.ceil(cols * cellWidth + 2 * margin);
  const height = rows * cellHeight + 2 * margin;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="100%" height="100%" rx="6" fill="${themes[theme].background}"/>
<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="${fontSize}">
${parts.join("\n")}
</g>
</svg>
`;
}

/**
 * A row of the screen; nothing for an empty one.
 * @param {import("@xterm/headless").IBufferLine | undefined} line
 * @param {number} y
 * @param {"dark" | "light"} theme
 */
export function drawnRow(line, y, theme) {
  return rowOf(line, y, themes[theme].foreground);
}

/** Cells of one style, next to each other, are one text. */
function rowOf(line, y, foreground) {
  const runs = [];
  for (let x = 0; x < (line?.length ?? 0); x++) {
    const cell = line.getCell(x);
    const style = styleOf(cell, foreground);
    const last = runs.at(-1);
    if (last?.style === style) last.text += cell.getChars() || " ";
    else runs.push({ x, style, text: cell.getChars() || " " });
  }
  const baseline = margin + y * cellHeight + fontSize;
  return runs
    .filter(({ text }) => text.trim() !== "")
    .map(({ x, style, text }) => {
      const length = (Array.from(text.trimEnd()).length * cellWidth).toFixed(1);
      // Browsers fold plain spaces, and would stretch the letters instead.
      return `<text x="${(margin + x * cellWidth).toFixed(1)}" y="${baseline}" textLength="${length}" lengthAdjust="spacingAndGlyphs" ${style}>${escape(text.trimEnd()).replaceAll(" ", "\u00A0")}</text>`;
    })
    .join("");
}

function styleOf(cell, foreground) {
  const color = cell.isFgPalette() ? paletteColor(cell.getFgColor()) : foreground;
  const bold = cell.isBold() ? ' font-weight="bold"' : "";
  const dim = cell.isDim() ? ' fill-opacity="0.6"' : "";
  return `fill="${color}"${bold}${dim}`;
}

/** The cube of 6 × 6 × 6, which is all that is used. */
function paletteColor(index) {
  const levels = [0, 95, 135, 175, 215, 255];
  const cube = index - 16;
  return `rgb(${levels[Math.floor(cube / 36)]},${levels[Math.floor(cube / 6) % 6]},${levels[cube % 6]})`;
}

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
