// What somebody often remarks stands below every place for a comment: one tap writes it there. So does the button that
// signs with the signature they drew once.
import { starts } from "./starts.js";
import { words } from "./notices.js";

// A word on a decision, and not what goes with another action or into the conversation.
const places = ":is(textarea, input)[name=comment]:not(.act *, .talk *)";

/** within finds what a part holds, itself included. */
const within = (part, what) => [...(part.matches?.(what) ? [part] : []), ...part.querySelectorAll(what)];

starts((part) => {
  for (const place of within(part, places)) offer(place);
  for (const signs of within(part, ".signs")) lendHand(signs);
});

function offer(place) {
  if (place.nextElementSibling?.matches(".remarks")) return;
  const made = words("remarks");
  if (!made) return;
  made.dataset.keep = ""; // the page as it comes from the server knows nothing of them
  made.addEventListener("click", (event) => {
    const chosen = event.target.closest("button");
    if (chosen) write(place, chosen.textContent);
  });
  place.after(made);
}

/** write puts a remark behind what stands in the place already. */
function write(place, remark) {
  const before = place.value.trimEnd();
  const mark = /[\p{P}]$/u.test(before) || before === "" ? "" : document.documentElement.lang === "en" ? ". " : "\uFF1B";
  place.value = before.endsWith(remark) ? before : before + mark + remark;
  place.dispatchEvent(new Event("input", { bubbles: true }));
  place.focus();
}

function lendHand(signs) {
  if (signs.querySelector(".own-hand")) return;
  const button = words("hand");
  if (!button) return;
  signs.prepend(button);
  button.addEventListener("click", async (event) => {
    event.stopPropagation();
    const answer = await fetch(button.dataset.hand);
    if (!answer.ok) return;
    const { take } = await import("./upload.js");
    take(signs.closest(".upload"), [new File([await answer.blob()], "signature.png", { type: "image/png" })]);
  });
}
