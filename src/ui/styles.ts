/** The component's style. Colours follow the page's `color-scheme`; each can be set by its custom property. */
const css = `
:host {
  --text: var(--cloudmap-text, light-dark(#1f2328, #e6edf3));
  --muted: var(--cloudmap-muted, light-dark(#57606a, #9198a1));
  --surface: var(--cloudmap-surface, light-dark(#ffffff, #151b23));
  --raised: var(--cloudmap-raised, light-dark(#f6f8fa, #0d1117));
  --line: var(--cloudmap-line, light-dark(#d0d7de, #30363d));
  --good: var(--cloudmap-good, light-dark(#1a7f37, #3fb950));
  --bad: var(--cloudmap-bad, light-dark(#c01c28, #ff7b72));
  --bad-surface: var(--cloudmap-bad-surface, light-dark(#ffebe9, #2d1416));
  --warn: var(--cloudmap-warn, light-dark(#8a5a00, #d29922));
  --warn-surface: var(--cloudmap-warn-surface, light-dark(#fff8e1, #272115));
  --busy: var(--cloudmap-busy, light-dark(#0757ba, #58a6ff));
  --idle: var(--cloudmap-idle, light-dark(#6e7781, #7d8590));
  --radius: var(--cloudmap-radius, 8px);
  display: block;
  color: var(--text);
  font: 14px/1.5 var(--cloudmap-font, system-ui, sans-serif);
  container-type: inline-size;
}
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
p, h1, h2, ol { margin: 0; padding: 0; }
:focus-visible { outline: 2px solid var(--busy); outline-offset: 2px; }
[tabindex="-1"]:focus:not(:focus-visible) { outline: none; }
code { font: 0.92em ui-monospace, monospace; overflow-wrap: anywhere; unicode-bidi: isolate; }
button, select, input {
  min-height: 32px;
  padding: 2px 12px;
  color: inherit;
  font: inherit;
  font-size: 13px;
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 6px;
}
button { cursor: pointer; }
button:hover { border-color: var(--muted); }
.visually-hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.clipboard { position: fixed; inset-block-start: 0; opacity: 0; }

.header { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; margin-block-end: 12px; }
.heading { font-size: 20px; line-height: 1.3; overflow-wrap: anywhere; }
.facts { display: flex; flex: 1 1 auto; flex-wrap: wrap; align-items: center; gap: 4px 16px; color: var(--muted); }
.verdict { padding: 2px 12px; border: 1px solid var(--tone); border-radius: 999px; color: var(--tone); --tone: var(--busy); }
.verdict[data-tone="good"] { --tone: var(--good); }
.verdict[data-tone="bad"] { --tone: var(--bad); background: var(--bad-surface); }
.verdict[data-tone="warn"] { --tone: var(--warn); background: var(--warn-surface); }
.connection { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; color: var(--muted); }
.dot { width: 9px; height: 9px; border: 2px solid var(--idle); border-radius: 50%; }
.connection[data-state="live"] .dot { background: var(--good); border-color: var(--good); }
.connection[data-state="reconnecting"], .connection[data-state="failed"] { color: var(--warn); }
.connection[data-state="reconnecting"] .dot, .connection[data-state="failed"] .dot { background: var(--warn); border-color: var(--warn); }

.overall-bar { display: flex; gap: 2px; height: 12px; overflow: hidden; background: var(--line); border-radius: 6px; }
.segment { flex: 0 0 0; min-width: 4px; background: var(--tone); }
.segment, .count, .item { --tone: var(--idle); }
[data-category="succeeded"] { --tone: var(--good); }
[data-category="failed"] { --tone: var(--bad); }
[data-category="unfinished"] { --tone: var(--warn); }
[data-category="running"] { --tone: var(--busy); }
[data-category="unseen"] { --tone: var(--idle); }
.below { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; margin-block: 4px 14px; min-height: 21px; color: var(--muted); font-size: 13px; }
.counts { display: flex; flex-wrap: wrap; gap: 0 16px; }
.counts b { color: var(--text); }

.toolbar { display: flex; flex-wrap: wrap; gap: 8px; margin-block-end: 8px; }
.chips { display: flex; flex-wrap: wrap; gap: 6px; }
.chip { border-radius: 999px; }
.chip[aria-pressed="true"] { border-color: var(--busy); color: var(--busy); font-weight: 600; }
.filter { flex: 1 1 14em; min-width: 0; }
.choice { flex: 0 1 auto; min-width: 0; max-width: 100%; padding-inline: 8px; }

.list { overflow: hidden; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
.head, .row {
  display: grid;
  grid-template-columns: minmax(8em, 2fr) minmax(6em, 1.2fr) minmax(7.5em, 1.1fr) minmax(6em, 2.6fr) 7em minmax(9em, 2.3fr);
  gap: 0 12px;
  align-items: center;
  padding: 6px 14px;
}
.head { color: var(--muted); font-size: 12px; background: var(--raised); }
.column-took { text-align: end; }
.item { border-block-start: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 47px; }
.item[data-slow] { --tone: var(--warn); }
.row { min-height: 46px; cursor: default; }
.row:focus-visible, .group:focus-visible { outline-offset: -3px; }
.name { display: flex; gap: 10px; min-width: 0; font-weight: 600; }
.label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.icon { flex: none; width: 1.2em; color: var(--tone); text-align: center; }
.type { color: var(--muted); }
.status { color: var(--tone); font-weight: 600; }
.item[data-lane="problem"] .status { color: var(--muted); }
.took { display: flex; flex-direction: column; text-align: end; font-variant-numeric: tabular-nums; line-height: 1.35; }
.item[data-slow] .elapsed { color: var(--warn); }
.usual { color: var(--muted); font-size: 12px; }
.targets { display: flex; flex-direction: column; gap: 2px; min-width: 0; }
.target { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 6px; }
.copy { min-height: 24px; padding: 0 8px; font-size: 12px; color: var(--muted); margin-inline-start: 6px; }
.copy[data-copied] { color: var(--good); border-color: var(--good); }
.target .copy { margin: 0; }

.lane { position: relative; min-width: 0; }
.track { position: relative; display: block; height: 10px; overflow: hidden; border-radius: 5px; }
.item[data-lane="problem"] .track, .item[data-lane="unseen"] .track { display: none; }
.piece { position: absolute; inset-block: 0; }
.waiting {
  inset-inline-start: calc((var(--from) - var(--start)) / var(--span) * 100%);
  width: calc((var(--working) - var(--from)) / var(--span) * 100%);
  background: repeating-linear-gradient(135deg, var(--idle) 0 3px, transparent 3px 6px);
}
.working {
  inset-inline-start: calc((var(--working) - var(--start)) / var(--span) * 100%);
  width: max(3px, calc((var(--end) - var(--working)) / var(--span) * 100%));
  background: var(--tone);
  border-radius: 5px;
}
.usual-end { display: none; width: 2px; background: var(--text); inset-inline-start: calc((var(--usual) - var(--start)) / var(--span) * 100%); }
.track[data-usual] .usual-end { display: block; }
.problem { color: var(--muted); font-size: 12px; overflow-wrap: anywhere; }

.group { padding: 6px 14px; background: var(--raised); border-block-start: 1px solid var(--line); cursor: default; }
.group-cell { display: flex; flex-wrap: wrap; gap: 0 10px; font-size: 13px; font-weight: 600; }
.group-counts { color: var(--muted); font-weight: 400; }

.details { display: grid; gap: 8px; padding: 8px 14px 12px 44px; color: var(--muted); font-size: 13px; border-block-start: 1px solid var(--line); }
.details-row { overflow-wrap: anywhere; }
.item[data-category="failed"] .details { background: var(--bad-surface); }
.item[data-category="unfinished"] .details { background: var(--warn-surface); }
.failure { color: var(--text); }
.failure .copy { margin: 4px 0 0; color: var(--text); }
.said { color: var(--text); font-size: 12px; font-weight: 600; opacity: 0.85; }
.resume { color: var(--text); }
.history { display: flex; flex-wrap: wrap; gap: 0 18px; list-style: none; }
.empty, .legend { padding: 10px 14px; color: var(--muted); font-size: 13px; }
.resume-all { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; padding: 8px 14px; margin-block-end: 8px; background: var(--warn-surface); border: 1px solid var(--warn); border-radius: var(--radius); overflow-wrap: anywhere; }

@container (max-width: 720px) {
  .head-group { display: none; }
  .row { grid-template-columns: 1fr auto; gap: 2px 12px; }
  .lane { grid-column: 1 / -1; order: 5; }
  .targets { grid-column: 1 / -1; order: 6; }
  .type { order: 3; }
  .took { order: 4; }
  .status { text-align: end; }
  .label { white-space: normal; overflow-wrap: anywhere; }
  .details { padding-inline-start: 14px; }
  .item { contain-intrinsic-size: auto 88px; }
}
@media (prefers-reduced-motion: no-preference) {
  .segment { transition: flex-grow 0.3s; }
}
@media (forced-colors: active) {
  .segment, .working, .dot { background: CanvasText; forced-color-adjust: none; }
  .segment[data-category="failed"], .item[data-category="failed"] .working { background: Highlight; }
  .waiting { background: GrayText; forced-color-adjust: none; }
  .overall-bar, .track { border: 1px solid CanvasText; }
}
@media print {
  .toolbar, .retry, .copy, .legend { display: none; }
  .item { content-visibility: visible; break-inside: avoid; }
  .list { overflow: visible; }
  .segment, .working, .waiting { print-color-adjust: exact; }
}
`;

let sheet: CSSStyleSheet | undefined;

/** One sheet for all components of a page. A content security policy has nothing to say about it. */
export function styleSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  return sheet;
}
