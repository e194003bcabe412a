// A thing is found by its label: a scanner types what it reads, and ends with Enter; a number typed by hand does as
// well. Of a table that lists what should be there the row is shown, and answered with its first answer where it has
// none or has the last, that it is not there; what is not in the list is added to it. What became of a label is said
// beside the box, and stays there until the next one.
import { starts } from "./app.js";
import { choose, found } from "./pick.js";
import { blank } from "./rows.js";

const seen = new Map(); // by table: the rows that were scanned
const told = new Map(); // by table: what was said last

const idOf = (row) => row.querySelector("input[type=hidden][name$='.line']")?.value ?? "";
const rowsOf = (table) => [...table.querySelectorAll(":scope > table > tbody > tr")];
const listed = (table) => rowsOf(table).filter(idOf);

/** codeOf is what a label says: the end of its address, or the number itself. */
function codeOf(text) {
  const address = text.trim().match(/\/q\/([^/?#]+)/);
  return decodeURIComponent(address ? address[1] : text.trim());
}

const rowOf = (table, id) => listed(table).find((row) => idOf(row).toLowerCase() === id.toLowerCase());

/** mark shows which rows were scanned and what was said of the last label, also after the page was renewed. */
function mark(table) {
  const ids = seen.get(table.id) ?? new Set();
  for (const row of listed(table)) row.classList.toggle("seen", ids.has(idOf(row)));
  const word = told.get(table.id);
  const place = table.querySelector("[data-scan] output");
  if (word && place.textContent !== word.text) place.textContent = word.text;
  if (word) place.classList.toggle("amiss", word.amiss);
}

/** tell says beside the box what became of a label; amiss says that somebody has to look. */
export function tell(table, text, amiss = false) {
  told.set(table.id, { text, amiss });
  mark(table);
}

starts((part) => {
  const tables = part.querySelectorAll("fieldset.rows:has([data-scan])");
  for (const table of part.matches?.("fieldset.rows:has([data-scan])") ? [part] : tables) mark(table);
});

function answer(table, row) {
  if (!seen.has(table.id)) seen.set(table.id, new Set());
  const ids = seen.get(table.id).add(idOf(row));
  const answers = [...row.querySelectorAll(".quick input")];
  const given = answers.find((one) => one.checked);
  if (!given || given === answers.at(-1)) answers[0]?.click();
  row.scrollIntoView({ block: "center" });
  const name = (row.querySelector("output") ?? row.querySelector("th"))?.textContent.trim() ?? "";
  tell(table, filled(wordsOf(table).count, { n: ids.size, all: listed(table).length, name }));
}

const wordsOf = (table) => table.querySelector("[data-scan]").dataset;
const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, key) => values[key]);

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

/** scanned takes what a label says, or a number, for a table, and tells what became of it. */
export async function scanned(table, text) {
  const code = codeOf(text);
  if (!code) return;
  const kind = table.querySelector("[data-pick]")?.dataset.pick ?? "asset";
  const thing = rowOf(table, code) ? null : await found(kind, code);
  const row = rowOf(table, thing?.value ?? code);
  if (row) return answer(table, row);
  const words = wordsOf(table);
  if (thing && extra(table, thing)) tell(table, filled("gone" in thing ? words.gone : thing.place ? words.elsewhere : words.extra, thing), true);
  else {
    const room = await found("room", code); // the label on the door
    tell(table, room ? filled(words.room, room) : filled(words.none, { code }), true);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches?.("[data-scan] input")) return;
  event.preventDefault();
  event.stopPropagation();
  const box = event.target;
  const text = box.value;
  box.value = "";
  scanned(box.closest("fieldset.rows"), text).then(() => box.focus({ preventScroll: true }));
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
  tell(table, filled(button.dataset.rest, { n }));
});
for (const kind of ["input", "change"]) { // nothing of the form: it is not sent
  document.addEventListener(kind, (event) => {
    if (event.target.matches?.("[data-scan] input")) event.stopPropagation();
  }, true);
}
