// One's own signature, drawn with a finger, a pen or the mouse, and sent as a picture.
import { starts } from "./starts.js";
import { padOn } from "./sign.js";

starts((part) => {
  for (const form of part.querySelectorAll("form[data-hand-form]")) {
    form.closest("details").addEventListener("toggle", () => prepare(form), { once: true }); // closed, it has no size
  }
});

async function prepare(form) {
  const canvas = form.querySelector("canvas");
  const pad = await padOn(canvas);
  const keep = form.querySelector("[data-keep-hand]");
  form.querySelector("[data-clear]").addEventListener("click", () => {
    pad.clear();
    keep.disabled = true;
  });
  pad.addEventListener("endStroke", () => (keep.disabled = false));
  keep.addEventListener("click", () => {
    if (pad.isEmpty()) return;
    trimmed(canvas).toBlob((blob) => {
      const files = new DataTransfer();
      files.items.add(new File([blob], "signature.png", { type: "image/png" }));
      form.elements.picture.files = files.files;
      form.requestSubmit(form.querySelector("[data-send]"));
    }, "image/png");
  });
}

/** trimmed is what was drawn without the white around it. */
function trimmed(canvas) {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[(y * width + x) * 4] > 200) continue;
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    }
  }
  const margin = 8;
  const out = document.createElement("canvas");
  Object.assign(out, { width: right - left + 2 * margin, height: bottom - top + 2 * margin });
  const pen = out.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, out.width, out.height);
  pen.drawImage(canvas, margin - left, margin - top);
  return out;
}
