import { printable } from "../core/text.js";
import { formatsFor } from "./format.js";
import { PageVerdict } from "./page-verdict.js";
import { createProgressStore, type ProgressStore } from "./progress-store.js";
import { ProgressView } from "./progress-view.js";
import { styleSheet } from "./styles.js";

/** What the element is one of: `HTMLElement`. On a server there is none, and the class can still be imported. */
export const ElementBase: typeof HTMLElement =
  (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ??
  (Object as unknown as typeof HTMLElement);

const tickMs = 1000;

/**
 * `<cloudmap-progress src="/events">` shows the operations of an event stream. Attributes: `src`, the stream's URL;
 * `heading`, in place of the stream's own title; `page`, when the element is all that its page is about, so that the
 * verdict shows in the title and the icon as well; `time-zone`, in place of the viewer's own. Set `headers` for the requests,
 * or `store` in place of `src`. Colours are custom properties (`--cloudmap-good` and others), and pieces are parts.
 */
export class CloudmapProgress extends ElementBase {
  static readonly observedAttributes: readonly string[] = ["src", "heading", "page", "time-zone"];

  #headers: Readonly<Record<string, string>> | undefined;
  #store: ProgressStore | undefined;
  #close: (() => void) | undefined;
  #render: (() => void) | undefined;

  /** The stream's URL. */
  get src(): string {
    return this.getAttribute("src") ?? "";
  }
  set src(src: string) {
    this.setAttribute("src", src);
  }

  get heading(): string | undefined {
    return this.getAttribute("heading") ?? undefined;
  }
  set heading(heading: string | undefined) {
    if (heading === undefined) this.removeAttribute("heading");
    else this.setAttribute("heading", heading);
  }

  /** Headers for each request of the stream, such as an authorization. */
  get headers(): Readonly<Record<string, string>> | undefined {
    return this.#headers;
  }
  set headers(headers: Readonly<Record<string, string>> | undefined) {
    this.#headers = headers;
    this.#open();
  }

  /** A store to show in place of what `src` tells. */
  get store(): ProgressStore | undefined {
    return this.#store;
  }
  set store(store: ProgressStore | undefined) {
    this.#store = store;
    this.#open();
  }

  connectedCallback(): void {
    this.#open();
  }

  disconnectedCallback(): void {
    this.#shut();
  }

  attributeChangedCallback(name: string, earlier: string | null, value: string | null): void {
    if (earlier === value) return;
    if (name === "heading") this.#render?.();
    else this.#open();
  }

  #open(): void {
    this.#shut();
    if (!this.isConnected || (this.#store === undefined && this.src === "")) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [styleSheet()];
    const store = this.#store ?? createProgressStore(this.#url, { headers: this.#headers });
    const page = this.hasAttribute("page") ? new PageVerdict() : undefined;
    const language = this.closest<HTMLElement>("[lang]")?.lang;
    const view = new ProgressView({
      root,
      isPage: page !== undefined,
      formats: formatsFor(language, this.getAttribute("time-zone") ?? undefined),
      now: store.now,
      retry: store.retry,
      onVerdict: (verdict, summary) => page?.show(verdict, summary, printable(this.#headingOf(store), 200)),
    });
    const ticker = new Ticker(() => view.tick());
    const render = (): void => {
      view.show(store.getSnapshot(), this.#headingOf(store));
      ticker.start();
    };
    this.#render = render;
    const unsubscribe = store.subscribe(render);
    render();
    const retry = (): void => {
      if (store.getSnapshot().connection.state === "reconnecting") store.retry();
    };
    globalThis.addEventListener("online", retry);
    this.#close = () => {
      globalThis.removeEventListener("online", retry);
      unsubscribe();
      ticker.stop();
      view.stop();
      page?.restore();
    };
  }

  #shut(): void {
    this.#close?.();
    this.#close = undefined;
    this.#render = undefined;
  }

  /** A URL that cannot be one is left as it is, for the connection to say so. */
  get #url(): string | URL {
    const { src } = this;
    return URL.canParse(src, document.baseURI) ? new URL(src, document.baseURI) : src;
  }

  #headingOf(store: ProgressStore): string {
    return this.heading ?? store.getSnapshot().context.title ?? "Operations";
  }
}

/** Ticks for as long as there is something to tick for. */
class Ticker {
  readonly #tick: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tick: () => boolean) {
    this.#tick = tick;
  }

  start(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#tick()) this.start();
    }, tickMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/**
 * Defines the element, under a name of your own if you like. Once is enough; again with the same name does nothing.
 * On a server it does nothing.
 */
export function define(name = "cloudmap-progress"): void {
  const { customElements } = globalThis as { customElements?: CustomElementRegistry };
  if (customElements !== undefined && customElements.get(name) === undefined)
    customElements.define(
      name,
      name === "cloudmap-progress" ? CloudmapProgress : class extends CloudmapProgress {},
    );
}

declare global {
  interface HTMLElementTagNameMap {
    "cloudmap-progress": CloudmapProgress;
  }
}
