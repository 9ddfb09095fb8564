import type { Summary, Verdict } from "./summary.js";

const colours = { good: "#1a7f37", bad: "#cf222e", warn: "#9a6700", busy: "#0969da" } as const;
const marks = {
  good: "M9 17l5 5 9-11",
  bad: "M10 10l12 12M22 10L10 22",
  warn: "M16 8v10M16 23v1",
  busy: "M16 9v7l5 4",
} as const;

/** The verdict in the title and the icon of the page, for who has it in another tab; given back as it was. */
export class PageVerdict {
  readonly #title: string = document.title;
  readonly #icon: HTMLLinkElement;
  readonly #earlier: HTMLLinkElement | null = document.head.querySelector('link[rel~="icon"]');

  constructor() {
    this.#icon = document.createElement("link");
    this.#icon.rel = "icon";
    this.#icon.type = "image/svg+xml";
    this.#earlier?.remove();
  }

  show({ text, icon, tone }: Verdict, { ended, total }: Summary, heading: string): void {
    const progress = ended < total ? ` ${ended}/${total}` : "";
    const title = `${icon} ${text}${progress} – ${heading}`;
    if (document.title !== title) document.title = title;
    if (this.#icon.dataset["tone"] === tone) return;
    this.#icon.dataset["tone"] = tone;
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="${colours[tone]}"/>` +
      `<path d="${marks[tone]}" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round"/></svg>`;
    this.#icon.href = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    document.head.append(this.#icon);
  }

  restore(): void {
    document.title = this.#title;
    this.#icon.remove();
    if (this.#earlier) document.head.append(this.#earlier);
  }
}
