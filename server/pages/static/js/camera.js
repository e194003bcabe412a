// The telephone's own camera reads labels, as a scanner would: its picture stands below the box, and goes on for the next
// label until somebody closes it, leaves the page, or has read nothing for a while. The browser reads the code where it
// can; where it cannot (Safari, Firefox), a reader of ours is loaded, but not before the camera is wanted.
import { starts } from "./app.js";
import { scanned, tell } from "./scan.js";

const pause = 150; // between two looks, in milliseconds
const again = 3000; // a label that is still before the camera is no second one
const patience = 120000; // without a label: the camera uses up the battery

let open = null; // what is being looked through: the table, the viewer, the stream

// Browsers hand out no camera over plain HTTP from another machine.
if (navigator.mediaDevices?.getUserMedia) starts(() => document.documentElement.classList.add("sees"));

/** reader finds codes in a picture. */
async function reader() {
  const formats = ["qr_code"];
  const own = await window.BarcodeDetector?.getSupportedFormats().catch(() => []);
  if (own?.includes("qr_code")) return new window.BarcodeDetector({ formats });
  const { BarcodeDetector } = await import("../vendor/qr/decode.js");
  return new BarcodeDetector({ formats });
}

function viewer(words) {
  const place = document.createElement("span");
  place.className = "viewer";
  place.dataset.local = "";
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.setAttribute("aria-label", words.aim);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = words.close;
  button.addEventListener("click", close);
  place.append(video, button);
  return { place, video, button };
}

function close() {
  if (!open) return;
  const { stream, place, table } = open;
  open = null;
  stream?.getTracks().forEach((track) => track.stop());
  const back = place.contains(document.activeElement);
  place.remove();
  if (back) table.querySelector("[data-camera]")?.focus();
}

async function look(button) {
  close();
  const table = button.closest("fieldset.rows");
  const words = { ...button.dataset };
  const { place, video, button: ends } = viewer(words);
  const mine = open = { table, place, stream: null };
  button.closest("[data-scan]").append(place);
  ends.focus({ preventScroll: true });
  tell(table, words.aim);
  try {
    const [stream, eyes] = await Promise.all([
      navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } }),
      reader(),
    ]);
    mine.stream = stream;
    if (open !== mine) return stream.getTracks().forEach((track) => track.stop()); // closed meanwhile
    video.srcObject = stream;
    await video.play();
    await watch(mine, video, eyes);
  } catch {
    if (open !== mine) return;
    close();
    tell(table, words.denied, true);
  }
}

/** watch reads one label after the other until the viewer is closed. */
async function watch(mine, video, eyes) {
  let last = "";
  let at = performance.now(); // of the last label
  while (open === mine && mine.place.isConnected) {
    const [code] = await eyes.detect(video).catch(() => []);
    const now = performance.now();
    if (open !== mine) return;
    if (code?.rawValue && (code.rawValue !== last || now - at > again)) {
      last = code.rawValue;
      navigator.vibrate?.(60);
      await scanned(mine.table, last);
      at = performance.now();
    } else if (code?.rawValue) at = now; // it is still there
    else if (now - at > patience) break;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  if (open === mine) close();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-camera]");
  if (button) look(button);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && open?.place.contains(event.target)) close();
});
document.addEventListener("visibilitychange", () => document.hidden && close());
window.addEventListener("pagehide", close);
