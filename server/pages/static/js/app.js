// What every page runs. Each module finds its own elements by data attributes, now and after every swap.
export { starts } from "./starts.js";
import "./menu.js";
import "./send.js";
import "./live.js";
import "./remarks.js";

// A field somebody is typing in keeps what stands in it when the page around it is renewed, and what somebody has
// opened stays open.
if (window.Idiomorph) {
  window.Idiomorph.defaults.ignoreActiveValue = true;
  window.Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) =>
    !(name === "open" && node.matches("details, dialog"));
}
