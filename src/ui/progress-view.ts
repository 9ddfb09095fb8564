import { Announcer } from "./announcements.js";
import { create, keepFocus } from "./dom.js";
import type { Formats } from "./format.js";
import { HeaderView } from "./header-view.js";
import { ListView } from "./list-view.js";
import { OverallView } from "./overall-view.js";
import type { ProgressSnapshot } from "./progress-store.js";
import { ResumeView } from "./resume-view.js";
import { summarize, type Summary, type Verdict, verdictOf } from "./summary.js";
import { ToolbarView } from "./toolbar-view.js";

/** What a view is made for. */
export interface ViewOptions {
  readonly root: ShadowRoot;
  readonly isPage: boolean;
  readonly formats: Formats;
  readonly now: () => number;
  readonly retry: () => void;
  /** Hears of each verdict, for the title of the page. */
  readonly onVerdict: (verdict: Verdict, summary: Summary) => void;
}

const legend =
  "In the list: ↑ ↓ move, → goes in, Enter opens, f next failure, / filter. Hatched: submitted. Vertical line: usual end.";

type Drawn = ReturnType<ProgressSnapshot["operations"]["get"]>;

/** So much work in one piece leaves a frame's time for everything else of the page. */
const sliceMs = 8;
const spanForMs = 900;

/** The whole picture: it follows the snapshots that it is shown, and does nothing in between but tick. */
export class ProgressView {
  readonly #options: ViewOptions;
  readonly #header: HeaderView;
  readonly #overall = new OverallView();
  readonly #resume: ResumeView;
  readonly #toolbar = new ToolbarView(() => this.#arrange());
  readonly #list: ListView;
  readonly #status = create("p", { class: "visually-hidden", role: "status" });
  readonly #announcer = new Announcer((text) => {
    this.#status.textContent = text;
  });
  readonly #empty = create("p", { class: "empty", hidden: true });
  readonly #legend = create("p", { class: "legend", hidden: true }, legend);
  #snapshot: ProgressSnapshot | undefined;
  #heading = "";
  /** The operations as they were last drawn. */
  #drawn: Map<string, Drawn> = new Map();
  #slice: ReturnType<typeof setTimeout> | undefined;
  #wasOver = false;
  #spanSetAt = Number.NEGATIVE_INFINITY;
  #spanStart = 0;

  constructor(options: ViewOptions) {
    this.#options = options;
    const { root, isPage, formats, now, retry } = options;
    const tell = (text: string): void => this.#announcer.tell(text);
    this.#header = new HeaderView(isPage, retry);
    this.#resume = new ResumeView(tell);
    const context = { context: {}, formats, tell };
    const focusFilter = (): void => this.#toolbar.filter.focus();
    this.#list = new ListView(now, context, focusFilter, () => this.#arrange());
    const { node: toolbar } = this.#toolbar;
    const body = [this.#header.node, this.#overall.node, this.#resume.node, toolbar, this.#list.node];
    root.replaceChildren(...body, this.#empty, this.#legend, this.#status);
  }

  /** Shows a snapshot; rows by the slice, so that a thousand of them don't hold up the page. */
  show(snapshot: ProgressSnapshot, heading: string): void {
    const isAnother = this.#snapshot !== undefined && snapshot.feedId !== this.#snapshot.feedId;
    if (isAnother) this.#keepFocus(() => this.#list.clear());
    if (isAnother) this.#drawn = new Map();
    if (snapshot.context !== this.#snapshot?.context) {
      const { formats } = this.#options;
      this.#list.context = { context: snapshot.context, formats, tell: (text) => this.#announcer.tell(text) };
    }
    this.#snapshot = snapshot;
    this.#heading = heading;
    this.#draw();
  }

  /** Shows what changes by itself. Returns whether anything does. */
  tick(): boolean {
    const snapshot = this.#snapshot;
    if (snapshot === undefined || snapshot.isOver || snapshot.connection.state !== "live") return false;
    this.#renderSummary(snapshot);
    this.#setSpan(snapshot);
    this.#list.tick();
    return true;
  }

  stop(): void {
    clearTimeout(this.#slice);
    this.#announcer.stop();
  }

  #draw(): void {
    clearTimeout(this.#slice);
    this.#slice = undefined;
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return;
    const endsAt = performance.now() + sliceMs;
    let isDone = true;
    this.#keepFocus(() => {
      for (const [key, operation] of snapshot.operations) {
        const drawn = this.#drawn.get(key);
        if (drawn === operation) continue;
        if (performance.now() > endsAt) {
          isDone = false;
          break;
        }
        this.#list.update(operation);
        this.#drawn.set(key, operation);
        if (drawn?.status !== operation.status || drawn?.outcome !== operation.outcome)
          this.#announcer.change(key, operation, this.#options.now());
      }
    });
    this.#renderSummary(snapshot);
    // Every lane is drawn anew for it: once a second will do, and once more at the end.
    const isDue = this.#spanSetAt + spanForMs < performance.now() || this.#spanStart !== startOf(snapshot);
    if (isDue || snapshot.isOver) this.#setSpan(snapshot);
    if (isDone) this.#arrange();
    else this.#slice = setTimeout(() => this.#draw(), 0);
  }

  #renderSummary(snapshot: ProgressSnapshot): void {
    const { formats, now, onVerdict } = this.#options;
    const operations = snapshot.operations.values();
    const summary = summarize(operations, snapshot.isOver, now());
    const verdict = verdictOf(summary);
    this.#header.render(snapshot, this.#heading, verdict, formats);
    this.#overall.render(summary, formats);
    this.#overall.renderTimeLeft(snapshot.operations.values(), now(), formats);
    this.#toolbar.node.hidden = summary.total < 2;
    this.#toolbar.render(summary);
    onVerdict(verdict, summary);
    if (snapshot.isOver && !this.#wasOver) this.#announcer.tell(`Finished: ${verdict.text}`);
    this.#wasOver = snapshot.isOver;
  }

  #setSpan(snapshot: ProgressSnapshot): void {
    this.#spanSetAt = performance.now();
    this.#spanStart = startOf(snapshot);
    this.#list.setSpan(this.#spanStart, endOf(snapshot, this.#options.now()));
  }

  #arrange(): void {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return;
    const groups = this.#toolbar.groupsOf(snapshot, this.#options.now());
    this.#keepFocus(() => {
      this.#list.arrange(groups);
      this.#resume.render(snapshot);
    });
    this.#toolbar.render(summarize(snapshot.operations.values(), snapshot.isOver, this.#options.now()));
    this.#empty.hidden =
      snapshot.operations.size === 0 || groups.some(({ operations }) => operations.length > 0);
    this.#empty.textContent = this.#empty.hidden ? "" : "No operation matches.";
    this.#legend.hidden = snapshot.operations.size === 0;
  }

  #keepFocus(change: () => void): void {
    const { root } = this.#options;
    const fallback = (): HTMLElement => this.#list.current ?? this.#header.heading;
    keepFocus(root, change, fallback);
  }
}

function startOf({ operations }: ProgressSnapshot): number {
  let start = Number.POSITIVE_INFINITY;
  for (const { startedAt } of operations.values()) start = Math.min(start, startedAt);
  return Number.isFinite(start) ? start : 0;
}

/** Where the lanes end: now, or at the last end once all has ended. */
function endOf({ operations }: ProgressSnapshot, now: number): number {
  let end = 0;
  for (const { endedAt } of operations.values()) {
    if (endedAt === undefined) return now;
    end = Math.max(end, endedAt);
  }
  return end;
}
