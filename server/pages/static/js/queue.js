// The queue: several tasks at once, a reason asked for before a refusal, and the place kept when a card goes.
import { starts } from "./app.js";

starts((part) => {
  const bar = document.querySelector("form.batch");
  if (bar && !bar.dataset.ready) prepare(bar);
  for (const button of part.querySelectorAll("[data-asks-why]")) button.addEventListener("click", askWhy);
});

/** prepare shows the bar of several only while some are chosen, with how many each outcome would be taken for. */
function prepare(bar) {
  bar.dataset.ready = "yes";
  const boxes = () => [...document.querySelectorAll("input[form=several][name=task]")];
  const all = bar.querySelector("[data-all]");
  const count = () => {
    const chosen = boxes().filter((box) => box.checked);
    for (const button of bar.querySelectorAll("button[name=outcome]")) {
      const n = chosen.filter((box) => box.dataset.several.split(" ").includes(button.value)).length;
      button.hidden = n === 0;
      button.textContent = bar.dataset.words.replace("{outcome}", button.dataset.title).replace("{n}", n);
    }
    bar.hidden = chosen.length === 0;
    all.checked = chosen.length > 0 && chosen.length === boxes().length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  };
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    count();
  });
  document.getElementById("queue").addEventListener("change", (event) => {
    if (event.target.name === "task") count();
  });
  bar.count = count;
  count();
}

/** askWhy opens the comment the first time an outcome is pressed that a person should give a reason for. */
function askWhy(event) {
  const button = event.currentTarget;
  const text = button.form.elements.comment;
  if (!text || text.value.trim() !== "" || button.dataset.asked) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  button.dataset.asked = "yes";
  text.closest("details").open = true;
  text.focus();
}

// A decided card leaves a line in its place for a while: what slid up under a finger that taps twice would be decided
// unread.
const stays = 6000;

document.addEventListener("htmx:beforeSwap", (event) => {
  const card = event.target;
  if (!card.matches?.(".task-card")) return;
  if (event.detail.xhr.status === 409) event.detail.shouldSwap = true; // somebody was quicker: the card says so
  height = card.offsetHeight;
});

let height = 0;

document.addEventListener("htmx:afterSettle", () => {
  document.querySelector("form.batch")?.count?.();
  for (const card of document.querySelectorAll(".task-card.gone:not([data-going])")) {
    card.dataset.going = "yes";
    card.style.setProperty("--was", `${height}px`);
    nextOf(card)?.querySelector("h2 a").focus({ preventScroll: true });
    setTimeout(() => leave(card), stays);
  }
});

function nextOf(card) {
  const after = card.nextElementSibling ?? card.previousElementSibling;
  return after?.matches(".gone") ? null : after;
}

/** leave takes a line away once nobody points at the queue; the last one has the queue drawn anew. */
function leave(card) {
  const queue = document.getElementById("queue");
  if (!card.isConnected || !queue) return;
  if (queue.matches(":hover") && matchMedia("(hover: hover)").matches) {
    queue.addEventListener("mouseleave", () => leave(card), { once: true });
    return;
  }
  card.remove();
  if (!queue.querySelector(".task-card")) {
    window.htmx.ajax("GET", location.href, { target: "#queue", select: "#queue", swap: "outerHTML" });
  }
}
