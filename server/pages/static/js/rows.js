// Rows by keyboard: Enter goes to the next input and from the last one to a new row, Alt+Enter adds one from anywhere
// in a table, Alt+Delete takes one away. A new row is a copy of the last one, emptied; the server then has its say.
import { reshaped } from "./form.js";
import { say } from "./say.js";

const controls = "input:not([type=hidden]), select, textarea";

/** stops are the places Enter goes through, in their order. */
function stops(part) {
  return [...part.querySelectorAll(`${controls}, button[name=outcome]`)].filter((control) =>
    !control.disabled && !control.matches(".named, .drop") && control.offsetParent !== null);
}

/** onward moves from a control to the next one, and from the last row of a table to a new one as soon as nothing in
 * it waits to be filled in: what the catalogue knows, such as a price, is passed over. */
export function onward(control) {
  const row = control.closest("[data-rows] tbody tr");
  const below = row?.nextElementSibling;
  if (row && (!below || below.matches(".waiting")) && filled(row)) {
    const cells = stops(row);
    if (cells.slice(cells.indexOf(control) + 1).every((cell) => cell.value)) {
      add(row.closest("[data-rows]"));
      return;
    }
  }
  const all = stops(control.form);
  let next = all[all.indexOf(control) + 1];
  if (row && !filled(row) && next?.closest("tr") === row) { // who leaves a row empty is done with the table
    const table = row.closest("[data-rows]");
    next = all.find((c) => table.compareDocumentPosition(c) & Node.DOCUMENT_POSITION_FOLLOWING && !table.contains(c)) ?? next;
  }
  next?.focus();
  if (next?.select && next.type !== "file") next.select();
}

function filled(row) {
  return [...row.querySelectorAll(controls)].some((control) => {
    if (control.type === "checkbox" || control.type === "radio") return control.checked;
    return control.value !== "";
  });
}

function rowsOf(table) {
  return [...table.querySelectorAll(":scope > table > tbody > tr")];
}

function append(table) {
  const rows = rowsOf(table);
  const row = rows.at(-1).cloneNode(true);
  empty(row);
  number(table, row, rows.length);
  rows.at(-1).after("\n", row); // as the server writes it: nothing has to move when its answer comes
  return row;
}

/** blank is the row a table is filled in further in: the one that waits at its end, or a new one. */
export function blank(table) {
  const last = rowsOf(table).at(-1);
  if (last.matches(".waiting") || !filled(last)) return last;
  const row = append(table);
  reshaped(table.closest("form"));
  return row;
}

function add(table) {
  const rows = rowsOf(table);
  if (rows.at(-1).matches(".waiting")) { // it is there already
    stops(rows.at(-1))[0]?.focus();
    return;
  }
  stops(append(table))[0]?.focus();
  say(table.dataset.added.replace("{n}", rows.length + 1));
  reshaped(table.closest("form"));
}

function remove(row) {
  const table = row.closest("[data-rows]");
  const rows = rowsOf(table);
  const at = rows.indexOf(row);
  if (rows.length <= Math.max(1, Number(table.dataset.least))) {
    empty(row);
    stops(row)[0]?.focus();
  } else {
    row.remove();
    rows.splice(at, 1);
    rows.forEach((other, i) => number(table, other, i));
    stops(rows[Math.min(at, rows.length - 1)])[0]?.focus();
  }
  say(table.dataset.removed.replace("{n}", at + 1));
  reshaped(table.closest("form"));
}

/** empty takes out of a row everything somebody filled in, and what was said about it. */
function empty(row) {
  for (const gone of row.querySelectorAll(".faults, .files > *, .chips > *, [data-local]")) gone.remove();
  for (const control of row.querySelectorAll("input, select, textarea")) {
    if (control.type === "checkbox" || control.type === "radio") control.checked = false;
    else if (control.localName === "select") control.selectedIndex = control.multiple ? -1 : 0;
    else control.value = "";
    for (const option of control.options ?? []) option.removeAttribute("selected");
    for (const name of ["checked", "aria-invalid", control.type === "checkbox" || control.type === "radio" ? "" : "value"]) {
      if (name) control.removeAttribute(name);
    }
    control.classList.remove("is-invalid");
  }
  for (const shown of row.querySelectorAll("output, .told")) shown.textContent = "";
  for (const cell of row.querySelectorAll(".wrong")) cell.classList.remove("wrong");
}

/** number gives a row its place: in names, ids and what refers to them, and in what people read. */
function number(table, row, to) {
  const from = Number(row.id.slice(row.id.lastIndexOf("-") + 1));
  const change = [
    [`${table.dataset.rows}.${from}.`, `${table.dataset.rows}.${to}.`],
    [`${table.id}-${from}-`, `${table.id}-${to}-`],
  ];
  for (const element of row.querySelectorAll("*")) {
    for (const attribute of ["id", "name", "for", "aria-describedby", "data-name"]) {
      const value = element.getAttribute(attribute);
      if (!value) continue;
      const changed = change.reduce((text, [was, is]) => text.replaceAll(was, is), value);
      if (changed !== value) element.setAttribute(attribute, changed);
    }
  }
  row.id = `${table.id}-row-${to}`;
  const button = row.querySelector("button[name=remove]");
  if (button) button.value = `${table.dataset.rows}.${to}`;
  for (const told of row.querySelectorAll(".n")) told.textContent = to + 1;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-rows] button");
  if (button?.name === "add") add(button.closest("[data-rows]"));
  else if (button?.name === "remove") remove(button.closest("tr"));
  else return;
  event.preventDefault();
});

// What a row may leave empty is folded on a small page; once opened it stays so when the form is renewed.
document.addEventListener("click", (event) => {
  const more = event.target.closest?.("[data-more]");
  if (!more) return;
  more.setAttribute("aria-expanded", "true");
  stops(more.closest("tr")).find((control) => control.closest(".spare"))?.focus();
});

// A blank row waits below one that is whole, as on paper: nobody need ask for it, and left blank it is not sent.
document.addEventListener("input", (event) => {
  const row = event.target.closest?.("[data-rows] tbody tr");
  row?.classList.remove("waiting");
  if (!row || row.nextElementSibling) return;
  const asked = [...row.querySelectorAll("[aria-required=true]")].filter((control) => !control.placeholder || control.matches(".pick *"));
  if (!asked.length || asked.some((control) => control.name && !control.value)) return;
  append(row.closest("[data-rows]")).classList.add("waiting");
  reshaped(row.closest("form"));
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const control = event.target;
  if (!control.form?.matches("form[data-entry]")) return;
  if (event.altKey) {
    const table = control.closest("[data-rows]");
    if (!table) return;
    if (event.key === "Enter") add(table);
    else if (event.key === "Delete" && control.closest("tbody tr")) remove(control.closest("tbody tr"));
    else return;
  } else if (event.key === "Enter" && control.matches("input:not(.seek, [type=file]), select")) {
    onward(control);
  } else return;
  event.preventDefault();
});
