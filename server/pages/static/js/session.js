// Who this page belongs to, and the dialog that asks for the password when the session has ended.
import { hush, tell } from "./notices.js";

/** whose is the person this page was drawn for, empty before anybody has signed in. */
export const whose = document.body.dataset.person ?? "";

/** asWhom are the headers every request of this page carries, so that it is not answered to somebody else. */
export const asWhom = () => (whose ? { "Zongwu-Person": encodeURIComponent(whose) } : {});

let asking = null;

/** signInAgain asks for the password; it says whether the same person is signed in again. */
export function signInAgain() {
  asking ??= ask().finally(() => { asking = null; });
  return asking;
}

function ask() {
  const dialog = document.getElementById("again");
  if (!dialog?.showModal) {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
    return new Promise(() => {}); // the page is left
  }
  const form = dialog.querySelector("form");
  const wrong = dialog.querySelector("[role=alert]");
  wrong.hidden = true;
  form.elements.password.value = "";
  dialog.showModal();
  form.elements.password.focus();
  return new Promise((done) => {
    let signedIn = false;
    form.onsubmit = async (event) => {
      event.preventDefault();
      const said = await open(form);
      signedIn = said === "";
      wrong.textContent = said;
      wrong.hidden = signedIn;
      if (signedIn) dialog.close();
      else form.elements.password.select();
    };
    dialog.querySelector("[data-later]").onclick = () => dialog.close();
    dialog.onclose = () => {
      form.elements.password.value = "";
      if (signedIn) hush("ended");
      else ended();
      done(signedIn);
    };
  });
}

/** open signs in and says what is wrong, nothing when all is well. */
async function open(form) {
  const button = form.querySelector("button:not([type])");
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch("/api/v1/session", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify({ login: document.body.dataset.login, password: form.elements.password.value }),
    });
    const told = await answer.json();
    if (!answer.ok) return told.detail;
    return `${told.person.school}/${told.person.id}` === whose ? "" : form.dataset.other;
  } catch {
    return form.dataset.away;
  } finally {
    button.removeAttribute("aria-busy");
  }
}

const waiting = [];

/** onReturn is called whenever somebody has signed in again who had put it off. */
export function onReturn(back) { waiting.push(back); }

/** ended says that the session is over; nothing on the page is lost. */
export function ended() {
  const shown = tell("ended");
  if (!shown) return;
  shown.querySelector("button").onclick = async () => {
    if (await signInAgain()) for (const back of waiting) back();
  };
}
