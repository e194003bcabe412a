// A signature: drawn with a finger, a pen or the mouse, or a name typed. Either becomes a picture on white.
import { take } from "./upload.js";

const library = () => import("../vendor/signature_pad.min.js");

export async function padOn(canvas) {
  const { default: SignaturePad } = await library();
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const { offsetWidth, offsetHeight } = canvas;
  Object.assign(canvas, { width: offsetWidth * ratio, height: offsetHeight * ratio });
  canvas.getContext("2d").scale(ratio, ratio);
  return new SignaturePad(canvas, { backgroundColor: "#fff", penColor: "#111", minWidth: 1, maxWidth: 3 });
}

function written(canvas, name) {
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#111";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  let height = 110;
  do pen.font = `${(height -= 6)}px KaiTi, STKaiti, "Kaiti SC", "BiauKai", "AR PL UKai CN", serif`;
  while (height > 24 && pen.measureText(name).width > canvas.width - 40);
  pen.fillText(name, canvas.width / 2, canvas.height / 2);
}

/** sign opens a place to sign in below a field; how is draw or type. */
export async function sign(box, how) {
  if (how === "draw") await library(); // a place to sign in that is there takes the first stroke
  box.querySelector(".pad")?.remove();
  const pad = box.querySelector(`template.${how}`).content.firstElementChild.cloneNode(true);
  pad.dataset.local = "";
  box.append(pad);
  const canvas = pad.querySelector("canvas");
  if (how !== "draw") Object.assign(canvas, { width: 600, height: 200 });
  const name = pad.querySelector("input");
  const drawn = how === "draw" ? await padOn(canvas) : null;
  const empty = () => (drawn ? drawn.isEmpty() : !name.value.trim());
  if (name) {
    name.value = document.querySelector(".side .menu .name")?.textContent ?? "";
    const show = () => written(canvas, name.value.trim());
    name.addEventListener("input", show);
    name.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      done();
    });
    show();
    name.focus();
  }
  const done = () => {
    if (empty()) return;
    canvas.toBlob((blob) => {
      pad.remove();
      take(box, [new File([blob], "signature.png", { type: "image/png" })]);
      box.querySelector(".sign").focus();
    }, "image/png");
  };
  pad.querySelector(".done").addEventListener("click", done);
  pad.querySelector(".clear").addEventListener("click", () => (drawn ? drawn.clear() : (name.value = "", written(canvas, ""))));
  pad.querySelector(".close").addEventListener("click", () => {
    pad.remove();
    box.querySelector(".sign").focus();
  });
}
