import { copyButton, type Tell } from "./copy-button.js";
import { create } from "./dom.js";
import type { ProgressSnapshot } from "./progress-store.js";
import { resumeCommands } from "./resume-command.js";
import { isResumable } from "./standing.js";

const shownAtMost = 300;

/** How to wait again for all that may still be running, once the wait is over. */
export class ResumeView {
  readonly node: HTMLElement = create("div", { class: "resume-all", part: "resume", hidden: true });
  readonly #tell: Tell;
  #commands = "";

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  render({ operations, context, isOver }: ProgressSnapshot): void {
    const resumable = [...operations.values()].filter((operation) => isResumable(operation));
    const commands = isOver && resumable.length > 0 ? resumeCommands(resumable, context) : [];
    if (commands.join("\n") === this.#commands) return;
    this.#commands = commands.join("\n");
    this.node.hidden = commands.length === 0;
    const lines = commands.map((command) => {
      const isLong = command.length > shownAtMost;
      const shown = isLong ? `${command.slice(0, shownAtMost)}…` : command;
      const line = create("span", {}, create("code", { dir: "ltr" }, shown));
      line.append(copyButton("Copy command", "that resumes", () => command, this.#tell));
      // The list below is one tab stop; this is none of it.
      line.querySelector("button")?.removeAttribute("tabindex");
      return line;
    });
    this.node.replaceChildren(`${resumable.length} may still be running. Resume with`, ...lines);
  }
}
