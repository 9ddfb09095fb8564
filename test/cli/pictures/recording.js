import { drawnRow, frameOf } from "./svg.js";

/** Seconds that the last screen stays, before it begins again. */
const pause = 5;

/** What a terminal shows over time, as an SVG that plays by itself: each row appears while it stood on the screen. */
export class Recording {
  #terminal;
  #startedAt = Date.now();
  /** The rows on the screen, by their number: how they are drawn, and since when they are there. */
  #standing = new Map();
  #rows = [];

  /** @param {import("@xterm/headless").Terminal} terminal */
  constructor(terminal) {
    this.#terminal = terminal;
    terminal.onWriteParsed(() => this.#update());
  }

  #update() {
    const at = (Date.now() - this.#startedAt) / 1000;
    const { active } = this.#terminal.buffer;
    for (let y = 0; y < this.#terminal.rows; y++) {
      const line = active.getLine(active.viewportY + y);
      const drawn = { dark: drawnRow(line, y, "dark"), light: drawnRow(line, y, "light") };
      const before = this.#standing.get(y);
      if ((before?.drawn.dark ?? "") === drawn.dark) continue;
      if (before) this.#rows.push({ ...before, until: at });
      this.#standing.delete(y);
      if (drawn.dark !== "") this.#standing.set(y, { drawn, from: at });
    }
  }

  /** Ends it. @returns {(theme: "dark" | "light") => string} */
  end() {
    const total = (Date.now() - this.#startedAt) / 1000 + pause;
    const rows = [...this.#rows, ...this.#standing.values()];
    const percent = (seconds) => `${((100 * seconds) / total).toFixed(2)}%`;
    const keyframes = rows.map(({ from, until }, index) => {
      const end = until === undefined ? "" : `${percent(until)}{opacity:0}`;
      return `@keyframes r${index}{0%{opacity:0}${percent(from)}{opacity:1}${end}}.r${index}{animation-name:r${index}}`;
    });
    const style = [
      "<style>",
      `.row{animation:${total.toFixed(2)}s step-end infinite}`,
      ...keyframes,
      // The last screen alone.
      "@media (prefers-reduced-motion:reduce){.row{animation:none}.past{display:none}}",
      "</style>",
    ].join("\n");
    return (theme) =>
      frameOf(this.#terminal, theme, [
        style,
        ...rows.map(
          ({ drawn, until }, index) =>
            `<g class="row r${index}${until === undefined ? "" : " past"}">${drawn[theme]}</g>`,
        ),
      ]);
  }
}
