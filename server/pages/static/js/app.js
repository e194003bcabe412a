// What every page runs. Each module finds its own elements by data attributes, now and after every swap.
const modules = [];

/** starts runs a module on the whole page, and again on whatever part htmx puts in. */
export function starts(begin) {
  modules.push(begin);
  begin(document.body);
}

document.addEventListener("htmx:load", (event) => {
  for (const begin of modules) begin(event.detail.elt);
});

// A field somebody is typing in keeps what stands in it when the page around it is renewed.
if (window.Idiomorph) window.Idiomorph.defaults.ignoreActiveValue = true;
