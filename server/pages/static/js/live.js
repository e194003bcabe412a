// The page follows what happens elsewhere: one event stream while it is seen, and on an event the parts marked with
// data-live ("tasks", "case") are fetched anew and morphed. A part must have an id. What somebody is writing is never
// touched: a form with something typed stays as it is, and a quiet line says that the case has moved on.
import { moving } from "./aim.js";
import { startAll, starts } from "./starts.js";
import { hush, tell, words } from "./notices.js";
import { asWhom, ended, onReturn, whose } from "./session.js";

const rest = 2000; // between two looks, in milliseconds
const patience = 15000; // the longest wait before the connection is tried again
const grace = 1200; // a stream that is back by then was never seen to be away

const touched = new WeakSet();
document.addEventListener("input", (event) => touched.add(event.target), true);

let stream = null;
let opened = 0; // how often the stream was there
let tries = 0;
let timer = 0;
let lost = 0;

const watched = () => document.querySelector("[data-case]")?.dataset.case ?? "";

function connect() {
  clearTimeout(timer);
  if (stream || document.hidden || !whose) return;
  const id = watched();
  stream = new EventSource(`/api/v1/events${id ? `?case=${encodeURIComponent(id)}` : ""}`);
  stream.onopen = () => {
    tries = 0;
    found();
    document.body.dataset.stream = "open";
    if (opened++ > 0) look("tasks", "case"); // something may have been missed
  };
  stream.onerror = broken;
  stream.addEventListener("tasks", () => look("tasks"));
  stream.addEventListener("case", (event) => { if (event.data === watched()) look("case"); });
}

function close() {
  clearTimeout(timer);
  stream?.close();
  stream = null;
  delete document.body.dataset.stream;
}

/** broken finds out why the stream ended: the session, the network, or only its time. */
async function broken() {
  close();
  if (document.hidden) return;
  lost ||= setTimeout(() => tell("lost"), grace);
  try {
    const answer = await fetch("/api/v1/me", { headers: asWhom() });
    if (answer.status === 401) {
      found();
      ended();
      return;
    }
    if (answer.ok) tries = 0;
  } catch {
    // away: tried again below
  }
  timer = setTimeout(connect, Math.min(patience, 500 * 2 ** tries++));
}

function found() {
  clearTimeout(lost);
  lost = 0;
  hush("lost");
}

window.addEventListener("offline", () => {
  close();
  tell("lost");
});
window.addEventListener("online", () => {
  tries = 0;
  close();
  connect();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) close();
  else connect();
});
window.addEventListener("pagehide", close);
window.addEventListener("pageshow", connect);
onReturn(() => {
  connect();
  look("tasks", "case");
});

const wanted = new Set();
let looking = 0;
let looked = 0;

/** look fetches the page anew, soon and not too often, and renews the parts that follow what was named. */
export function look(...kinds) {
  for (const kind of kinds) wanted.add(kind);
  looking ||= setTimeout(renew, Math.max(0, looked + rest - Date.now()));
}

const follows = (part, kinds) => part.dataset.live.split(" ").some((kind) => kinds.has(kind));

async function renew() {
  const kinds = new Set(wanted);
  wanted.clear();
  looked = Date.now();
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html", ...asWhom() } });
    if (answer.status === 401) ended();
    else if (answer.status === 403 || answer.status === 404) stale(); // it is no more ours to see
    else if (answer.ok && !answer.redirected) await renewParts(await answer.text(), kinds);
  } catch {
    if (!stream) for (const kind of kinds) wanted.add(kind); // the stream coming back looks again
  } finally {
    looking = 0;
    if (wanted.size > 0 && stream) look();
  }
}

async function renewParts(text, kinds) {
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const part of document.querySelectorAll("[data-live][id]")) {
    const fresh = page.getElementById(part.id);
    if (!follows(part, kinds) || !fresh) continue;
    if (overtaken(part, page)) { // nothing moves under the hands of whoever writes
      stale();
      continue;
    }
    moving();
    window.Idiomorph.morph(part, fresh.outerHTML, {
      morphStyle: "outerHTML",
      callbacks: {
        beforeNodeMorphed: (node) => !untouchable(node),
        beforeNodeRemoved: (node) => node.nodeType !== Node.ELEMENT_NODE
          || !(node.matches("[data-keep], [data-told]") || underWay(node) || written(node)),
      },
    });
    const now = document.getElementById(part.id);
    window.htmx.process(now);
    startAll(now);
  }
}

/** overtaken says that what somebody writes in has gone from a case meanwhile. */
function overtaken(part, page) {
  return part.dataset.live.split(" ").includes("case") && [...part.querySelectorAll("form[id]")]
    .some((form) => written(form) && !page.getElementById(form.id));
}

const controls = "input:not([type=hidden]), textarea, select";

/** untouchable says that a node stays as it is: a form somebody has begun, or a control of one that lies elsewhere. */
function untouchable(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return false;
  if (node.matches("form")) return [...node.querySelectorAll(controls)].some((c) => touched.has(c));
  return node.matches(controls) && touched.has(node);
}

/** underWay says that something in a node was sent and is not answered: the answer needs its place. */
const underWay = (node) => node.matches(".htmx-request") || node.querySelector(".htmx-request") !== null;

/** written says that a node holds something typed, which would go with it. A tick alone goes with what was ticked. */
function written(node) {
  const all = node.matches(controls) ? [node] : [...node.querySelectorAll(controls)];
  return all.some((c) => touched.has(c) && !["checkbox", "radio"].includes(c.type) && c.value.trim() !== "");
}

/** stale says that the case has moved on while somebody was writing. */
function stale() {
  const shown = tell("changed");
  if (shown) shown.querySelector("button").onclick = see;
}

const shelf = `written ${whose} ${location.pathname}`;

/** see loads the page anew; what had been written is shown there once more, so that it is not lost. */
function see() {
  const texts = [...document.querySelectorAll("main textarea, main input:not([type]), main input[type=text]")]
    .filter((c) => touched.has(c) && c.value.trim() !== "").map((c) => c.value);
  if (texts.length > 0) sessionStorage.setItem(shelf, JSON.stringify(texts));
  location.reload();
}

starts((part) => {
  const texts = part === document.body && sessionStorage.getItem(shelf);
  const made = texts && words("written");
  if (!made) return;
  sessionStorage.removeItem(shelf);
  for (const text of JSON.parse(texts)) {
    const line = document.createElement("blockquote");
    line.textContent = text;
    made.querySelector("[data-texts]").append(line);
  }
  document.getElementById("main").prepend(made);
});
