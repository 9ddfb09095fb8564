// A terminal's screen as an SVG: what xterm's buffer holds, cell by cell.

const themes = {
  dark: { background: "#0c0c0c", foreground: "#cccccc" },
  light: { background: "#ffffff", foreground: "#1f1f1f" },
};

const [cellWidth, cellHeight, fontSize, margin] = [8.4, 18, 14, 12];

/**
 * @param {import("@xterm/headless").Terminal} terminal
 * @param {"dark" | "light"} theme
 * @param {number} [lines] how many rows of the screen, from the top
 * @returns {string}
 */
export function svgOf(terminal, theme, lines = terminal.rows) {
  const { background, foreground } = themes[theme];
  const { active } = terminal.buffer;
  const rows = [];
  for (let y = 0; y < lines; y++) rows.push(rowOf(active.getLine(active.viewportY + y), y, foreground));
  const width = Math.ceil(terminal.cols * cellWidth + 2 * margin);
  const height = lines * cellHeight + 2 * margin;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="100%" height="100%" rx="6" fill="${background}"/>
<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="${fontSize}">
${rows.filter((row) => row !== "").join("\n")}
</g>
</svg>
`;
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
