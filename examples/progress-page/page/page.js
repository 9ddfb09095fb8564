// The page: it only ever sets text, never markup, so nothing that an operation says can become part of it.
import { followEvents } from "./client.js";

/** In seconds; a private DNS namespace took 40.3 s in the API reference's example, the rest is the emulator's. */
const typical = { CREATE_NAMESPACE: 40, REGISTER_INSTANCE: 5 };
const icons = { SUBMITTED: "…", PENDING: "⟳", SUCCESS: "✔", FAIL: "✖" };
const words = {
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  finished: "Finished",
  failed: "Disconnected",
};

const element = (id) => document.getElementById(id);
const rows = new Map();
let labels = {};
let retryNow = () => {};

async function follow() {
  const stop = new AbortController();
  retryNow = () => {
    stop.abort();
    void follow();
  };
  try {
    await followEvents("/events", { signal: stop.signal, onEvent: show, onState: showConnection });
  } catch {
    showConnection("failed");
  }
}

function showConnection(state) {
  const connection = element("connection");
  connection.dataset.state = state;
  element("connection-text").textContent =
    state === "reconnecting" ? `Reconnecting; stale since ${new Date().toLocaleTimeString()}` : words[state];
  element("retry").hidden = state !== "reconnecting" && state !== "failed";
  if (state === "finished") showEnd();
}

function show(event) {
  const row = rows.get(event.operationId) ?? addRow(event);
  // A retry by hand replays from the start.
  if (event.seq <= row.seq) return;
  row.seq = event.seq;
  if (event.type === "transition") showTransition(row, event);
  if (event.type === "settled") showSettled(row, event);
  showOverall();
}

function addRow({ operationId, at, elapsedMs }) {
  const item = element("row").content.firstElementChild.cloneNode(true);
  const find = (name) => item.querySelector(`.${name}`);
  const row = {
    item,
    find,
    operationId,
    startedAt: at - elapsedMs,
    seq: 0,
    endedAfterMs: undefined,
    status: "SUBMITTED",
  };
  rows.set(operationId, row);
  find("label").textContent = labels[operationId] ?? "Operation";
  find("id").textContent = operationId;
  find("copy").setAttribute("aria-label", `Copy id of ${find("label").textContent}`);
  find("copy").addEventListener("click", () => void copy(row.find("id")));
  find("copy-resume").addEventListener("click", () => void copy(find("resume").querySelector("code")));
  setStatus(row, "SUBMITTED", "not seen yet");
  element("operations").append(item);
  if (labels[operationId] === undefined) void loadLabels();
  return row;
}

async function loadLabels() {
  const response = await fetch("/labels.json");
  if (!response.ok) return;
  labels = await response.json();
  for (const { operationId, find } of rows.values()) {
    if (labels[operationId] === undefined) continue;
    find("label").textContent = labels[operationId];
    find("copy").setAttribute("aria-label", `Copy id of ${labels[operationId]}`);
  }
}

function setStatus(row, status, word = status) {
  row.status = status;
  row.item.dataset.status = status;
  row.find("icon").textContent = icons[status];
  row.find("status").textContent = word;
}

function showTransition(row, { to, at, elapsedMs, operationType }) {
  setStatus(row, to);
  if (operationType !== undefined) {
    row.find("type").textContent = operationType;
    const seconds = typical[operationType];
    if (seconds !== undefined) row.find("typical").textContent = `typically ${seconds} s`;
  }
  const entry = document.createElement("li");
  const time = document.createElement("time");
  time.dateTime = new Date(at).toISOString();
  time.textContent = new Date(at).toLocaleTimeString();
  entry.append(`${to} at `, time, ` after ${(elapsedMs / 1000).toFixed(1)} s`);
  row.find("timeline").append(entry);
  announce("announcements", `${row.find("label").textContent}: ${to}`);
}

function showSettled(row, { outcome }) {
  row.endedAfterMs = outcome.elapsedMs;
  tick();
  if (outcome.outcome === "succeeded") return;
  setStatus(row, "FAIL", outcome.outcome === "failed" ? `FAIL: ${visible(outcome.code)}` : outcome.outcome);
  row.find("failure").hidden = false;
  row.find("reason").textContent = outcome.message;
  const isFinal = outcome.outcome === "failed" || outcome.outcome === "not-found";
  row.find("resume").hidden = isFinal;
  row.find("resume").querySelector("code").textContent = `cloudmap-wait ${row.operationId}`;
  announce("alerts", `${row.find("label").textContent} did not succeed: ${visible(outcome.code)}`);
}

function showOverall() {
  const all = [...rows.values()];
  const done = all.filter(({ endedAfterMs }) => endedAfterMs !== undefined).length;
  const failed = all.filter(({ status }) => status === "FAIL").length;
  const text = `${done} of ${all.length} done${failed > 0 ? `, ${failed} failed` : ""}`;
  element("overall").textContent = text;
  document.title = `${failed > 0 ? "✖ " : ""}${text} – Provisioning`;
}

function showEnd() {
  // Nothing is in progress any more: a bar that stayed would say that something is.
  element("bar").remove();
  announce("announcements", `Finished: ${element("overall").textContent}`);
}

function announce(region, text) {
  element(region).textContent = text;
}

async function copy(shown) {
  try {
    await navigator.clipboard.writeText(shown.textContent);
    announce("announcements", "Copied");
  } catch {
    // Outside a secure context there is no clipboard: the text is selected instead.
    const range = document.createRange();
    range.selectNodeContents(shown);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
    announce("announcements", "Press Ctrl+C to copy what is selected");
  }
}

/** Control characters and direction overrides made visible; the message comes that way already. */
function visible(text) {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);
}

function tick() {
  for (const { find, startedAt, endedAfterMs } of rows.values()) {
    find("elapsed").textContent = `${((endedAfterMs ?? Date.now() - startedAt) / 1000).toFixed(1)} s`;
  }
}

setInterval(tick, 200);
element("retry").addEventListener("click", () => retryNow());
void follow();
