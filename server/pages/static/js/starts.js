// How modules begin: on the whole page, and again on every part that is put in later.
const modules = [];

/** starts runs a module on the whole page, and again on whatever part is put in. A part may come more than once. */
export function starts(begin) {
  modules.push(begin);
  begin(document.body);
}

/** startAll runs every module on a part that was put in. */
export function startAll(part) {
  for (const begin of modules) begin(part);
}

document.addEventListener("htmx:load", (event) => startAll(event.detail.elt));
