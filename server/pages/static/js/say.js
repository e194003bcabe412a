// One voice for everything that happens without being seen: a row more, a file taken.
let place = null;

/** say has a screen reader say something. */
export function say(text) {
  if (!place?.isConnected) {
    place = document.createElement("div");
    place.className = "unseen";
    place.setAttribute("role", "status");
    place.dataset.local = "";
    document.body.append(place);
  }
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = text));
}
