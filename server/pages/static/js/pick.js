// A reference is found by typing: Chinese, pinyin or initials, as the server finds it. The page's own list or input
// (.named) holds the value and is what is sent; the search beside it (.seek) is a combobox as the ARIA practices have
// it, with one list of suggestions for the whole page.
import { starts } from "./app.js";
import { onward } from "./rows.js";

const list = document.createElement("div");
list.id = "picks";
list.className = "picks";
list.setAttribute("role", "listbox");
list.dataset.local = "";
list.hidden = true;

let opener = null; // the combobox the list is open for
let active = null;
let asked = ""; // what the list answers
let waiting = 0;
let request = null;
const answers = new Map();

const pickOf = (control) => control.closest(".pick");
const namedOf = (control) => pickOf(control).querySelector(".named");
const toldOf = (control) => document.getElementById(namedOf(control).id + "-told");
const many = (control) => namedOf(control).multiple === true;

starts((part) => {
  for (const named of part.querySelectorAll(".pick .named")) {
    named.tabIndex = -1;
    named.setAttribute("aria-hidden", "true");
  }
  for (const typed of part.querySelectorAll(".pick .typed")) typed.remove(); // the search takes its place
});

/** nameOf is what the chosen thing is called. */
function nameOf(named) {
  if (named.localName !== "select") return named.dataset.name ?? named.value;
  const option = named.selectedOptions[0];
  return option?.value ? option.dataset.name ?? option.text : "";
}

/** unsettled says that a search holds a text that is not, or not yet, the name of something chosen. */
export function unsettled(control) {
  const text = control.value.trim();
  return text !== "" && (many(control) || text !== nameOf(namedOf(control)).trim());
}

function detailOf(named) {
  const option = named.localName === "select" ? named.selectedOptions[0] : null;
  return option?.value ? option.text.slice(nameOf(named).length).replace(/^[\s（(]+|[）)]$/g, "") : "";
}

// --- the list

function open(control) {
  if (opener === control && !list.hidden) return;
  opener = control;
  document.body.append(list);
  list.setAttribute("aria-label", control.getAttribute("aria-label"));
  list.hidden = false;
  control.setAttribute("aria-expanded", "true");
}

function close() {
  clearTimeout(waiting);
  request?.abort();
  list.hidden = true;
  opener?.setAttribute("aria-expanded", "false");
  mark(null);
  opener = null;
}

function mark(option) {
  active?.setAttribute("aria-selected", "false");
  active = option;
  if (option) {
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    opener.setAttribute("aria-activedescendant", option.id);
  } else opener?.removeAttribute("aria-activedescendant");
}

const options = () => [...list.querySelectorAll("[role=option]")];

/** place puts the list under its input, or above it where there is more room. */
function place() {
  if (!opener || list.hidden) return;
  const box = opener.getBoundingClientRect();
  const view = window.visualViewport ?? { width: innerWidth, height: innerHeight, offsetTop: 0 };
  const bottom = view.offsetTop + view.height;
  const below = bottom - box.bottom - 8;
  const above = box.top - view.offsetTop - 8;
  const up = below < 180 && above > below;
  const width = Math.min(Math.max(box.width, 304), view.width - 16);
  list.style.width = `${width}px`;
  list.style.left = `${Math.max(8, Math.min(box.left, view.width - width - 8))}px`;
  list.style.maxHeight = `${Math.max(120, Math.min(360, up ? above : below))}px`;
  list.style.top = up ? "auto" : `${box.bottom + 4}px`;
  list.style.bottom = up ? `${innerHeight - box.top + 4}px` : "auto";
}

function draw(html, q) {
  list.innerHTML = html;
  asked = q;
  mark(null);
  const chosen = many(opener) ? [...namedOf(opener).selectedOptions].map((o) => o.value) : [];
  for (const option of options()) if (chosen.includes(option.dataset.value)) option.remove();
  place();
  if (q) mark(options()[0] ?? null);
}

/** own is what the page's own list holds; null where it is not whole. */
function own(control) {
  const named = namedOf(control);
  if (named.localName !== "select" || named.options.length < 2 || "part" in pickOf(control).dataset) return null;
  const made = document.createElement("div");
  [...named.options].filter((o) => o.value).forEach((o, i) => {
    const option = document.createElement("div");
    option.id = `pick-${i}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.value = o.value;
    option.dataset.name = o.dataset.name ?? o.text;
    const name = document.createElement("b");
    name.textContent = option.dataset.name;
    const detail = document.createElement("small");
    detail.textContent = o.text.slice(option.dataset.name.length).replace(/^[\s（(]+|[）)]$/g, "");
    option.append(name, " ", detail);
    made.append(option);
  });
  return made.innerHTML;
}

/** suggest shows what fits a text: the whole list for none, else what the server finds. */
async function suggest(control, q) {
  q = q.trim();
  const whole = q === "" ? own(control) : null;
  if (whole !== null) {
    open(control);
    draw(whole, q);
    const value = namedOf(control).value;
    if (!many(control) && value) mark(options().find((o) => o.dataset.value === value) ?? null);
    return;
  }
  const address = `/pick/${pickOf(control).dataset.pick}?q=${encodeURIComponent(q)}`;
  request?.abort();
  request = new AbortController();
  try {
    if (!answers.has(address)) {
      const response = await fetch(address, { signal: request.signal, headers: { "HX-Request": "true" } });
      if (!response.ok) return;
      answers.set(address, await response.text());
      setTimeout(() => answers.delete(address), 30000);
    }
  } catch {
    return; // aborted, or nobody there: what was typed stays
  }
  if (document.activeElement !== control || control.value.trim() !== q) return settle(control);
  open(control);
  draw(answers.get(address), q);
}

/** settle chooses for somebody who went on before the answer came, when it leaves no doubt. */
function settle(control) {
  const q = control.value.trim();
  const address = `/pick/${pickOf(control).dataset.pick}?q=${encodeURIComponent(q)}`;
  if (document.activeElement === control || !q || !answers.has(address) || nameOf(namedOf(control)) === q) return;
  const made = document.createElement("div");
  made.innerHTML = answers.get(address);
  const found = made.querySelector("[role=option]");
  if (found) choose(control, thingOf(found));
  else missing(control);
}

function missing(control) {
  control.classList.add("is-invalid");
  control.setAttribute("aria-invalid", "true");
  if (!many(control)) set(control, null);
}

// --- choosing

function thingOf(option) {
  return { ...option.dataset, detail: option.querySelector("small")?.textContent ?? "" };
}

function set(control, thing) {
  const named = namedOf(control);
  const value = thing?.value ?? "";
  if (named.localName === "select") {
    let option = [...named.options].find((o) => o.value === value);
    if (!option) {
      option = new Option(thing.name, value);
      option.dataset.name = thing.name;
      named.append(option);
    }
    if (named.multiple) option.selected = true;
    else named.value = value;
  } else {
    named.value = value;
    named.dataset.name = thing?.name ?? "";
  }
  const told = toldOf(control);
  if (told && !named.multiple) told.textContent = thing?.detail ?? (thing ? detailOf(named) : "");
  named.dispatchEvent(new Event("input", { bubbles: true }));
  named.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "pick" }));
}

/** found is what the server finds by a text that leaves no doubt: of that number, or the only one; else null. */
export async function found(kind, q) {
  try {
    const response = await fetch(`/pick/${kind}?q=${encodeURIComponent(q)}`, { headers: { "HX-Request": "true" } });
    if (!response.ok) return null;
    const made = document.createElement("div");
    made.innerHTML = await response.text();
    const things = [...made.querySelectorAll("[role=option]")].map(thingOf);
    const its = things.find((thing) => thing.value.toLowerCase() === q.toLowerCase());
    return its ?? (things.length === 1 ? things[0] : null);
  } catch {
    return null; // nobody there
  }
}

/** choose gives a search the thing somebody chose. */
export function choose(control, thing) {
  control.classList.remove("is-invalid");
  control.removeAttribute("aria-invalid");
  set(control, thing);
  if (many(control)) {
    control.value = "";
    chips(control);
  } else control.value = thing.name;
  close();
}

/** chips shows the chosen ones of a list of many, each with a button that takes it away. */
function chips(control) {
  const place = pickOf(control).querySelector(".chips");
  const pattern = pickOf(control).querySelector("template");
  if (!place || !pattern) return;
  place.replaceChildren(...[...namedOf(control).selectedOptions].map((o) => {
    const chip = pattern.content.firstElementChild.cloneNode(true);
    const name = o.dataset.name ?? o.text;
    chip.querySelector("span").textContent = name;
    const button = chip.querySelector("button");
    button.value = o.value;
    button.setAttribute("aria-label", `${button.getAttribute("aria-label")} ${name}`);
    return chip;
  }));
}

function unpick(control, value) {
  for (const option of namedOf(control).options) {
    if (option.value === value) option.selected = false;
  }
  chips(control);
  namedOf(control).dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "pick" }));
}

// --- what people do

const combobox = (event) => (event.target.matches?.(".pick .seek") ? event.target : null);

document.addEventListener("input", (event) => {
  const control = combobox(event);
  if (!control || event.isComposing) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => suggest(control, control.value), 120);
});
document.addEventListener("compositionend", (event) => {
  const control = combobox(event);
  if (control) suggest(control, control.value);
});
document.addEventListener("click", (event) => {
  const control = combobox(event);
  if (control) {
    if (opener === control) return close();
    control.select();
    suggest(control, "");
  }
  const chip = event.target.closest?.(".pick .chip button");
  if (chip) {
    const control = pickOf(chip).querySelector(".seek");
    unpick(control, chip.value);
    control.focus();
  }
});
document.addEventListener("focusin", (event) => {
  if (combobox(event) && !many(event.target) && !unsettled(event.target)) event.target.select(); // typing looks for another
  if (event.target.matches?.(".pick .named")) pickOf(event.target).querySelector(".seek").focus(); // by its label
});
document.addEventListener("focusout", (event) => {
  const control = combobox(event);
  if (!control) return;
  const text = control.value.trim();
  const option = active && opener === control && asked === text ? active : null;
  clearTimeout(waiting);
  if (many(control)) {
    if (text && option) choose(control, thingOf(option));
  } else if (!text) {
    if (namedOf(control).value) set(control, null);
    control.classList.remove("is-invalid");
  } else if (text !== nameOf(namedOf(control))) {
    if (option) choose(control, thingOf(option));
    else suggest(control, text).then(() => settle(control));
  }
  if (opener === control) close();
});
document.addEventListener("change", (event) => {
  // Somebody else chose: a program, the browser's own filling in.
  if (!event.target.matches?.(".pick .named") || event.detail === "pick") return;
  const control = pickOf(event.target).querySelector(".seek");
  if (many(control)) chips(control);
  else {
    control.value = nameOf(event.target);
    const told = toldOf(control);
    if (told) told.textContent = detailOf(event.target);
  }
});

document.addEventListener("keydown", (event) => {
  const control = combobox(event);
  if (!control || event.isComposing || event.ctrlKey || event.metaKey) return;
  const shown = opener === control && !list.hidden;
  const all = shown ? options() : [];
  const at = all.indexOf(active);
  switch (event.key) {
    case "ArrowDown":
    case "ArrowUp":
      if (!shown) suggest(control, control.value === nameOf(namedOf(control)) ? "" : control.value);
      else if (all.length) {
        mark(all[(at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1) + all.length) % all.length]);
      }
      break;
    case "Enter": {
      if (event.altKey) return;
      const text = control.value.trim();
      if (shown && active) choose(control, thingOf(active));
      else if (text && text !== nameOf(namedOf(control)) && !many(control)) {
        clearTimeout(waiting);
        suggest(control, text).then(() => active && choose(control, thingOf(active)));
        break;
      }
      if (!many(control) || !text) onward(control);
      break;
    }
    case "Escape":
      if (!shown) return;
      close();
      control.value = many(control) ? "" : nameOf(namedOf(control));
      break;
    case "Backspace":
      if (!many(control) || control.value) return;
      unpick(control, [...namedOf(control).selectedOptions].at(-1)?.value);
      return;
    default:
      return;
  }
  event.preventDefault();
});

// Whoever sends a form while something is looked for means it with what is found; and what is not found is not left out
// without a word.
window.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.submitter?.name !== "outcome" || !form.matches("form[data-entry]")) return;
  const sought = [...form.querySelectorAll(".pick .seek")].filter(unsettled);
  if (!sought.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  for (const control of sought) await suggest(control, control.value);
  const lost = sought.find((control) => control.isConnected && unsettled(control));
  if (!lost) return form.requestSubmit(event.submitter);
  lost.focus();
  lost.select();
  suggest(lost, lost.value);
}, true);

list.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus, on touch too
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (!option || !opener) return;
  const control = opener;
  choose(control, thingOf(option));
  control.focus();
  if (!many(control)) onward(control);
});
for (const name of ["scroll", "resize"]) window.addEventListener(name, place, { capture: true, passive: true });
window.visualViewport?.addEventListener("resize", place);
