// A form recomputes itself while somebody fills it in: it is posted as it stands with refresh=1, and what the server
// answers is morphed into it. Rules, sums and messages have one implementation, the server's. Nothing typed while an
// answer is under way may be lost: a control that changed since the question keeps what stands in it.
import { starts } from "./app.js";
import "./rows.js";
import { unsettled } from "./pick.js";
import { whose } from "./session.js";
import "./upload.js";
import "./scan.js";
import "./camera.js";

const pause = 500; // after the last key
const known = new WeakMap();
let arriving = null; // the form whose answer is being morphed in
let sought = new Set(); // its searches that have not come to what they look for
let relisted = new WeakSet(); // its tables whose rows are now listed for something else

function of(form) {
  if (!known.has(form)) {
    known.set(form, { timer: 0, sent: new Map(), gone: new Map(), last: "", touched: false, leaving: false });
  }
  return known.get(form);
}

/** stateOf is what somebody made of a control. */
function stateOf(control) {
  if (control.type === "checkbox" || control.type === "radio") return String(control.checked);
  if (control.localName === "select") return [...control.selectedOptions].map((o) => o.value).join("\n");
  return control.value;
}

const typed = (control) => control.matches("input:not([type=hidden], [type=file]), textarea, select");

/** withoutFiles takes out of what is posted the files an input holds; the ids of those that are up already stay. */
function withoutFiles(data) {
  for (const name of new Set([...data].map(([key]) => key))) {
    const values = data.getAll(name);
    if (!values.some((value) => value instanceof File)) continue;
    data.delete(name);
    for (const value of values) if (!(value instanceof File)) data.append(name, value);
  }
  return data;
}

const asPosted = (form) => withoutFiles(new FormData(form));

const asText = (form) => JSON.stringify([...asPosted(form)]);

/** renew asks the server for the form as it would be now. */
export function renew(form, wait = 0) {
  const f = of(form);
  f.touched = true;
  clearTimeout(f.timer);
  f.timer = setTimeout(() => {
    f.timer = 0;
    if (f.leaving || !form.isConnected || asText(form) === f.last) return;
    window.htmx.trigger(form, "refresh");
  }, wait);
}

/** reshaped is renew after something came or went: an answer about the form as it was is of no use any more. */
export function reshaped(form) {
  window.htmx.trigger(form, "htmx:abort");
  renew(form, 30);
}

starts((part) => {
  for (const form of part.querySelectorAll("form[data-entry]")) {
    if (!known.has(form)) of(form).last = asText(form);
  }
});

const formOf = (event) => event.target.form ?? event.target.closest?.("form");
const ours = (form) => form?.matches?.("form[data-entry]");
const searching = (control) => control.classList.contains("seek") || control.type === "file";

document.addEventListener("input", (event) => {
  if (ours(formOf(event)) && !searching(event.target)) renew(formOf(event), pause);
});
document.addEventListener("change", (event) => {
  if (ours(formOf(event)) && !searching(event.target)) renew(formOf(event), 30);
});

// Enter that would send a form sends its first button, which only renews it: what is being typed must not wait for that.
window.addEventListener("submit", (event) => {
  if (!ours(event.target) || event.submitter?.name !== "refresh") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  renew(event.target);
}, true);

document.addEventListener("htmx:configRequest", (event) => {
  const form = event.detail.elt;
  if (!ours(form)) return;
  const data = withoutFiles(event.detail.formData);
  for (const name of ["outcome", "add", "remove", "check", "save", "fresh"]) {
    if (!form.querySelector(`:is(input, select, textarea)[name="${name}"]`)) data.delete(name);
  }
  data.append("refresh", "1");
  const f = of(form);
  f.last = asText(form);
  f.sent = new Map([...form.elements].filter(typed).map((control) => [control, stateOf(control)]));
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!ours(event.detail.target)) return;
  arriving = event.detail.target;
  relisted = new WeakSet();
  sought = new Set([...arriving.querySelectorAll(".pick .seek")].filter(unsettled));
});
document.addEventListener("htmx:afterSwap", () => (arriving = null));
document.addEventListener("htmx:swapError", () => (arriving = null));
for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    const form = event.detail.elt;
    if (!ours(form)) return;
    of(form).last = "";
    form.classList.add("unsaved");
    renew(form, 5000); // until somebody is there again
  });
}
document.addEventListener("htmx:afterRequest", (event) => {
  if (ours(event.detail.elt) && event.detail.successful) event.detail.elt.classList.remove("unsaved");
});

document.addEventListener("sending", (event) => {
  if (!ours(event.target)) return;
  const f = of(event.target);
  clearTimeout(f.timer);
  f.leaving = true;
  window.htmx.trigger(event.target, "htmx:abort");
});
document.addEventListener("stayed", (event) => {
  if (!ours(event.target)) return;
  of(event.target).leaving = false;
  if (event.target.classList.contains("unsaved")) renew(event.target, 5000); // sending it had put that off
});
// What the answer shows is as the server has it: a control that loses the focus to what was said about it has changed
// before, and asking again would only take the words away.
document.addEventListener("answered", (event) => {
  for (const form of event.target.querySelectorAll("form[data-entry]")) {
    const f = of(form);
    clearTimeout(f.timer);
    f.last = asText(form);
  }
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-entry]")) of(form).leaving = false;
});
// What was typed last is kept even when the page goes away before it was sent.
window.addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-entry]")) {
    const f = of(form);
    if (!f.touched || f.leaving || asText(form) === f.last) continue;
    const data = asPosted(form);
    data.append("refresh", "1");
    navigator.sendBeacon(form.action, data);
  }
});

/** carry puts what stands in a control into the one that is to take its place. */
function carry(from, to) {
  if (from.type === "checkbox" || from.type === "radio") {
    to.checked = from.checked;
    to.toggleAttribute("checked", from.checked);
  } else if (from.localName === "select") {
    for (const option of from.selectedOptions) {
      if (![...to.options].some((o) => o.value === option.value)) to.append(option.cloneNode(true));
    }
    const chosen = new Set([...from.selectedOptions].map((o) => o.value));
    for (const option of to.options) {
      option.selected = chosen.has(option.value);
      option.toggleAttribute("selected", option.selected);
    }
  } else {
    to.value = from.value;
    if (to.localName === "textarea") to.textContent = from.value;
    else to.setAttribute("value", from.value);
  }
}

/** seekOn keeps what somebody looks for, and that it was not found: the server knows only what was. */
function seekOn(from, to) {
  carry(from, to);
  to.classList.toggle("is-invalid", from.classList.contains("is-invalid"));
  if (from.hasAttribute("aria-invalid")) to.setAttribute("aria-invalid", "true");
}

// A field goes when a condition no longer asks for it. Whoever changes their mind finds in it what they had typed. Rows
// are left out: what was their place may be another row's by then.
const fieldsIn = (part) => (part.nodeType === Node.ELEMENT_NODE && !part.closest("[data-rows], [data-listed]")
  ? [...part.querySelectorAll("[name]")].filter((c) => typed(c) && c.type !== "checkbox" && c.type !== "radio") : []);

function remember(part) {
  for (const control of fieldsIn(part)) {
    if (!control.value) continue;
    const kept = control.cloneNode(true);
    carry(control, kept); // a clone of a list has forgotten what was chosen
    of(arriving).gone.set(control.name, kept);
  }
}

function bringBack(part) {
  for (const control of fieldsIn(part)) {
    const before = arriving && of(arriving).gone.get(control.name);
    if (!before || control.value || before.localName !== control.localName) continue;
    of(arriving).gone.delete(control.name);
    carry(before, control);
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

if (window.Idiomorph) {
  const callbacks = window.Idiomorph.defaults.callbacks;
  const { beforeNodeMorphed, beforeNodeRemoved, beforeAttributeUpdated, afterNodeAdded } = callbacks;
  callbacks.afterNodeAdded = (fresh) => {
    afterNodeAdded?.(fresh);
    if (arriving) bringBack(fresh);
  };
  callbacks.beforeNodeMorphed = (old, fresh) => {
    if (old.nodeType === Node.ELEMENT_NODE) {
      // A page that changes around a form somebody fills in leaves the form alone.
      if (ours(old) && old !== arriving && known.get(old)?.touched) return false;
      if (arriving && old.matches("[data-listed]") && old.dataset.listed !== fresh.dataset?.listed) {
        relisted.add(old); // what was typed there belongs to other rows, even where somebody is about to type again
        if (old.contains(document.activeElement)) document.activeElement.blur();
      }
      if (arriving && typed(old) && typed(fresh)) {
        if (sought.has(old)) seekOn(old, fresh);
        else if (!relisted.has(old.closest("[data-listed]")) && of(arriving).sent.get(old) !== stateOf(old)) carry(old, fresh);
      }
    }
    return beforeNodeMorphed(old, fresh);
  };
  callbacks.beforeNodeRemoved = (old) => {
    if (arriving && old.nodeType === Node.ELEMENT_NODE) {
      if ("local" in old.dataset) return false; // an upload under way
      if ("keep" in old.dataset) return false; // gone for a moment, it would move the buttons from under a finger
    }
    if (arriving) remember(old);
    return beforeNodeRemoved(old);
  };
  callbacks.beforeAttributeUpdated = (name, element, how) => {
    if (name === "aria-expanded" && element.matches("[data-more]")) return false;
    if (element.classList.contains("named") && (name === "tabindex" || name === "aria-hidden")) return false;
    return beforeAttributeUpdated(name, element, how);
  };
}

// The page of a start that was sent is fetched anew on the way back to it, with another key: the one it was sent under is
// kept with its place in the history, so that what is sent once more leads to the case it has begun.
const start = document.querySelector(".entry-card form[data-entry]")?.elements.key;
if (start?.value) {
  const before = history.state?.sent;
  const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (back && before?.of === whose) start.value = before.key;
  else history.replaceState({ ...history.state, sent: { of: whose, key: start.value } }, "");
}

// Whoever was refused begins with what is wrong; whoever begins, at the first thing to fill in. On a telephone that
// would open the keyboard over the form.
const refused = document.querySelector("form[data-entry] .failures");
if (refused) refused.focus();
else if (!location.hash && innerWidth > 800 && !navigator.maxTouchPoints && document.activeElement === document.body) {
  const first = [...(document.querySelector("[data-first] form[data-entry]")?.elements ?? [])]
    .find((control) => typed(control) && !control.classList.contains("named") && !control.value && control.offsetParent);
  first?.focus();
}
