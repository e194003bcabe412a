// A click does what stood under it when it was aimed. Cards of a queue move up when one above them goes, be it that
// somebody else decided it or that one's own decision shrinks it to a line: who was about to press 同意 on one of them, or
// presses twice, must not agree to the next. For as long as a hand needs to stop, a click by pointer on a card that has
// come where another one was does nothing.
const hesitation = 400; // milliseconds

let layouts = []; // where cards stood, as often as they moved lately

/** moving remembers where the cards stand that are about to move. */
export function moving() {
  const cards = [...document.querySelectorAll(".task-card")];
  layouts = layouts.filter(({ until }) => performance.now() < until);
  layouts.push({ until: performance.now() + hesitation, cards: cards.map((c) => [c.id, c.getBoundingClientRect()]) });
}

document.addEventListener("htmx:beforeSwap", moving);
window.addEventListener("scroll", () => { layouts = []; }, { capture: true, passive: true }); // moved on purpose

document.addEventListener("click", (event) => {
  const { clientX: x, clientY: y } = event;
  layouts = layouts.filter(({ until }) => performance.now() < until);
  const card = event.target.closest(".task-card");
  if (!card || event.detail === 0) return; // 0: by keyboard
  const another = ([id, box]) => id !== card.id && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  if (!layouts.some(({ cards }) => cards.some(another))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
