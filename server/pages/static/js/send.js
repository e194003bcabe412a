// Forms are sent by script so that nothing typed is ever lost: when the connection breaks, the session has ended, or the
// answer is no, the page stays as it is and the same form, under the same key, can be sent again. A form that htmx
// sends is treated alike.
import { startAll } from "./starts.js";
import { hush, words } from "./notices.js";
import { asWhom, ended, signInAgain, whose } from "./session.js";

const busy = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[method=post]:not([target])") || form.closest("dialog") || !whose) return;
  if (busy.has(form)) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return; // htmx sends it
  event.preventDefault();
  post(asSent(form, event.submitter));
});

function asSent(form, button) {
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  const whole = form.getAttribute("enctype") === "multipart/form-data";
  const address = button?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
  return { form, button, address, body: whole ? body : new URLSearchParams(body) };
}

/** mark shows that a form is on its way; pressing again does nothing meanwhile. Modules hear of it. */
function mark(form, button, on) {
  if (on) busy.add(form);
  else busy.delete(form);
  form.dispatchEvent(new Event(on ? "sending" : "stayed", { bubbles: true }));
  for (const part of [form, button]) {
    if (on) part?.setAttribute("aria-busy", "true");
    else part?.removeAttribute("aria-busy");
  }
}

async function post(sent) {
  mark(sent.form, sent.button, true);
  withdraw(sent.form);
  const lost = new AbortController();
  const cut = () => lost.abort();
  window.addEventListener("offline", cut);
  try {
    const answer = await fetch(sent.address, {
      method: "POST", body: sent.body, signal: lost.signal,
      headers: { Accept: "text/html", "Zongwu-Send": "1", ...asWhom() },
    });
    if (answer.status === 401) {
      mark(sent.form, sent.button, false);
      if (await signInAgain()) await post(sent);
      return;
    }
    const next = answer.headers.get("Zongwu-Next");
    if (next !== null) {
      go(next, sent.button?.name === "outcome" || "top" in sent.form.dataset);
      return; // busy until the page is left
    }
    show(sent, answer.status, await answer.text());
  } catch {
    keep(sent, () => post(sent));
  } finally {
    window.removeEventListener("offline", cut);
  }
}

/** go leads to an address; the page that is open already is loaded anew, from its top after a decision, or where the form
 * asks for it: there it says what has come of it. */
function go(next, top) {
  const to = new URL(next, location.href);
  const same = to.pathname + to.search === location.pathname + location.search;
  if (!same) {
    location.assign(to);
    return;
  }
  if (to.hash) history.replaceState(null, "", to);
  if (top) history.scrollRestoration = "manual";
  location.reload();
}

window.addEventListener("pageshow", () => setTimeout(() => (history.scrollRestoration = "auto")));

/** show puts the answer in: a form to be mended takes the page's place, a no stands at the form that was sent. */
function show(sent, status, text) {
  mark(sent.form, sent.button, false);
  const page = new DOMParser().parseFromString(text, "text/html");
  const problem = page.querySelector("[data-problem]");
  if (problem) {
    if (status >= 500) keep(sent, () => post(sent), problem);
    else refuse(sent.form, problem);
    return;
  }
  const fresh = page.getElementById("main");
  const main = document.getElementById("main");
  if (!fresh || !main) {
    keep(sent, () => post(sent));
    return;
  }
  document.title = page.title;
  hush("changed");
  const files = [...sent.form.querySelectorAll("input[type=file]")];
  window.Idiomorph.morph(main, fresh.innerHTML, {
    morphStyle: "innerHTML", ignoreActiveValue: false, callbacks: { beforeNodeMorphed: () => true },
  });
  for (const input of files) input.value = ""; // the server has them, and the form names them
  window.htmx.process(main);
  startAll(main);
  const first = main.querySelector("[role=alert], [aria-invalid=true], [role=status]");
  if (first) {
    if (!first.matches("input, select, textarea, button, a")) first.tabIndex = -1;
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "center" });
  }
  main.dispatchEvent(new Event("answered", { bubbles: true }));
}

/** place is where sentences about a form stand: before its buttons. */
function place(form, made) {
  withdraw(form);
  made.dataset.told = "";
  const buttons = form.querySelector(".buttons") ?? form.querySelector("button:not(.unseen)");
  if (buttons) buttons.before(made);
  else form.append(made);
  made.scrollIntoView({ block: "nearest" });
}

function withdraw(form) {
  form.querySelector("[data-told]")?.remove();
}

/** keep says that nothing is known to have arrived, and offers to send the very same once more. */
function keep(sent, again, problem) {
  mark(sent.form, sent.button, false);
  const made = words("unsent");
  if (!made) return;
  if (problem) made.querySelector("[data-why]").textContent = problem.querySelector("p").textContent;
  made.querySelector("button").onclick = again;
  place(sent.form, made);
}

/** refuse says why something was not done; what was typed stays. */
function refuse(form, problem) {
  const made = words("refused");
  if (!made) return;
  const into = made.querySelector("[data-why]");
  for (const part of problem.querySelectorAll("h1, p:not(.buttons, .quiet), li, a[href^='/cases/']")) {
    const line = document.createElement(part.matches("h1") ? "strong" : "p");
    line.append(part.matches("a") ? part : part.textContent);
    part.className = "";
    into.append(line);
  }
  place(form, made);
}

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) mark(form, null, false);
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});

// What htmx sends.

document.addEventListener("htmx:configRequest", (event) => Object.assign(event.detail.headers, asWhom()));

const pressed = (config) => config.verb !== "get" && config.triggeringEvent?.type === "submit";

document.addEventListener("htmx:beforeRequest", (event) => {
  const config = event.detail.requestConfig;
  if (!pressed(config)) return;
  mark(config.elt, config.triggeringEvent.submitter, true);
  withdraw(config.elt);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const config = event.detail.requestConfig;
  if (config && pressed(config)) mark(config.elt, config.triggeringEvent.submitter, false);
});

/** anew sends what htmx had sent, the same values under the same key. */
function anew(config) {
  return window.htmx.ajax(config.verb, config.path, {
    source: config.elt, target: config.target, event: config.triggeringEvent,
    values: config.verb === "get" ? undefined : config.unfilteredFormData,
  });
}

document.addEventListener("htmx:responseError", async (event) => {
  const { xhr, requestConfig: config } = event.detail;
  if (!pressed(config)) {
    if (xhr.status === 401) ended(); // nobody asked for it: no dialog springs up
    return;
  }
  if (xhr.status === 401) {
    if (await signInAgain()) anew(config);
    return;
  }
  const problem = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("[data-problem]");
  if (xhr.status >= 500) keep({ form: config.elt }, () => anew(config), problem);
  else if (problem) refuse(config.elt, problem);
});

document.addEventListener("htmx:sendError", (event) => {
  const config = event.detail.requestConfig;
  if (pressed(config)) keep({ form: config.elt }, () => anew(config));
});
