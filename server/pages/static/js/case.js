// A case's page, and that of a thing: pictures open over it, one after the other; on a wide page the drawn route stands open.
import { starts } from "./starts.js";

const wide = window.matchMedia("(min-width: 80rem)");

starts((part) => {
  if (!wide.matches) return;
  for (const drawn of part.querySelectorAll("details[data-wide]:not([data-seen])")) {
    drawn.dataset.seen = "";
    drawn.open = true;
  }
});

let at = 0;

/** all are the page's pictures, each once. */
const all = () => [...document.querySelectorAll(".attachments a.thumb[data-picture]")];

function show(index) {
  const links = all();
  if (links.length === 0) return;
  at = (index + links.length) % links.length;
  const dialog = document.querySelector("dialog.pictures");
  const link = links[at];
  const picture = dialog.querySelector("img");
  picture.src = link.href;
  picture.alt = link.dataset.picture;
  dialog.querySelector("[data-called]").textContent = link.dataset.picture;
  dialog.querySelector("a[download]").href = link.href.replace("?inline=true", "");
  for (const step of dialog.querySelectorAll("[data-step]")) step.hidden = links.length < 2;
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const link = event.target.closest?.("a[data-picture]");
  if (link) {
    event.preventDefault();
    show(all().findIndex((other) => other.href === link.href));
    return;
  }
  const dialog = event.target.closest?.("dialog.pictures");
  if (!dialog) return;
  const step = event.target.closest("[data-step]");
  if (step) show(at + Number(step.dataset.step));
  else if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
});

document.addEventListener("keydown", (event) => {
  if (!event.target.closest?.("dialog.pictures")) return;
  if (event.key === "ArrowLeft") show(at - 1);
  else if (event.key === "ArrowRight") show(at + 1);
});
