// A thing is found by its label: a scanner types what it reads, and ends with Enter; a number typed by hand does as
// well. Of a table that lists what should be there the row is shown, and answered with its first answer where it has
// none or has the last, that it is not there; what is not in the list is added to it.
import { starts } from "./app.js";
import { choose, found } from "./pick.js";
import { blank } from "./rows.js";
import { say } from "./say.js";

const seen = new Map(); // by table: the rows that were scanned

const idOf = (row) => row.querySelector("input[type=hidden][name$='.line']")?.value ?? "";
const rowsOf = (table) => [...table.querySelectorAll(":scope > table > tbody > tr")];
const listed = (table) => rowsOf(table).filter(idOf);

/** codeOf is what a label says: the end of its address, or the number itself. */
function codeOf(text) {
  const address = text.trim().match(/\/q\/([^/?#]+)/);
  return decodeURIComponent(address ? address[1] : text.trim());
}

const rowOf = (table, id) => listed(table).find((row) => idOf(row).toLowerCase() === id.toLowerCase());

/** mark shows which rows were scanned, also after the page was renewed. */
function mark(table) {
  const ids = seen.get(table.id);
  if (!ids) return;
  for (const row of listed(table)) row.classList.toggle("seen", ids.has(idOf(row)));
  const box = table.querySelector("[data-scan]");
  box.querySelector("output").textContent = box.dataset.count.replace("{n}", ids.size).replace("{all}", listed(table).length);
}

starts((part) => {
  const tables = part.querySelectorAll("fieldset.rows:has([data-scan])");
  for (const table of part.matches?.("fieldset.rows") ? [part] : tables) mark(table);
});

function answer(table, row) {
  if (!seen.has(table.id)) seen.set(table.id, new Set());
  seen.get(table.id).add(idOf(row));
  const answers = [...row.querySelectorAll(".quick input")];
  const given = answers.find((one) => one.checked);
  if (!given || given === answers.at(-1)) answers[0]?.click();
  mark(table);
  row.scrollIntoView({ block: "center" });
  say(row.querySelector("th output, td output, th")?.textContent.trim() ?? "");
}

/** extra puts what is not in the list behind it, once. */
function extra(table, thing) {
  const added = rowsOf(table).filter((row) => !idOf(row));
  if (!added.length) return false;
  const has = (row) => row.querySelector(".pick .named")?.value === thing.value;
  const row = added.find(has) ?? blank(table);
  const control = row.querySelector(".pick .seek");
  if (!control) return false;
  if (!has(row)) choose(control, thing);
  row.scrollIntoView({ block: "center" });
  return true;
}

async function scan(box) {
  const table = box.closest("fieldset.rows");
  const code = codeOf(box.value);
  box.value = "";
  if (!code) return;
  const kind = table.querySelector("[data-pick]")?.dataset.pick ?? "asset";
  const thing = rowOf(table, code) ? null : await found(kind, code);
  const row = rowOf(table, thing?.value ?? code);
  if (row) answer(table, row);
  else {
    const { none, extra: added } = table.querySelector("[data-scan]").dataset;
    const told = table.querySelector("[data-scan] output");
    told.textContent = thing && extra(table, thing) ? added.replace("{name}", thing.name) : none.replace("{code}", code);
    say(told.textContent);
  }
  box.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches?.("[data-scan] input")) return;
  event.preventDefault();
  event.stopPropagation();
  scan(event.target);
}, true);
// Who has looked at a small room says of all that is left that it is there. What is not to be there, because it is lent,
// waits to be said.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-rest]");
  if (!button) return;
  const table = button.closest("fieldset.rows");
  let n = 0;
  for (const row of listed(table)) {
    const answers = [...row.querySelectorAll(".quick[data-usual] input")];
    if (!answers.length || answers.some((one) => one.checked)) continue;
    if (answers[0].value !== answers[0].closest(".quick").dataset.usual) continue;
    answers[0].click();
    n += 1;
  }
  const told = table.querySelector("[data-scan] output");
  told.textContent = button.dataset.rest.replace("{n}", n);
  say(told.textContent);
});
for (const kind of ["input", "change"]) { // nothing of the form: it is not sent
  document.addEventListener(kind, (event) => {
    if (event.target.matches?.("[data-scan] input")) event.stopPropagation();
  }, true);
}
