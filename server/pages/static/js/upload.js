// Files go up as soon as they are chosen, with their progress; what the form sends is their ids. A picture is made
// smaller first: a telephone's photo says no more at four times the size.
import { renew, reshaped } from "./form.js";
import { say } from "./say.js";

const longest = 1600;
const quality = 0.8;
const underWay = new WeakMap(); // form → how many

/** smaller gives a picture with its long side in bounds and turned as it was taken, or the file as it is. */
async function smaller(file) {
  if (!/^image\/(jpeg|png|webp|heic|heif|bmp)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // a format this browser cannot read
  }
}

/** send brings a file to the server; progress is told from 0 to 1. */
function send(file, progress) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("file", file, file.name);
    request.open("POST", "/api/v1/files");
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch { /* said below */ }
      if (request.status === 200 || request.status === 201) done(answer);
      else failed(new Error(answer.errors?.[0]?.detail ?? answer.detail ?? String(request.status)));
    };
    request.onerror = () => failed(new Error(""));
    request.send(data);
  });
}

function tell(box, text) {
  let told = box.querySelector(".faults");
  if (!text) return told?.remove();
  if (!told) {
    told = document.createElement("span");
    told.className = "faults";
    told.dataset.local = "";
    box.append(told);
  }
  const fault = document.createElement("span");
  fault.className = "fault";
  fault.textContent = text;
  told.append(fault);
  say(text);
}

function shown(box, file) {
  const item = box.querySelector("template").content.firstElementChild.cloneNode(true);
  item.dataset.local = "";
  item.querySelector(".name").textContent = file.name;
  if (!box.hasAttribute("data-many")) for (const old of box.querySelectorAll(".files > .file")) old.remove();
  box.querySelector(".files").append(item);
  return item;
}

/** taken turns a file's line into what the server shows of one it has. */
function taken(box, item, file, answer) {
  item.id = `${box.dataset.id}-${answer.id}`;
  const keep = item.querySelector("input");
  keep.name = box.dataset.name;
  keep.value = answer.id;
  keep.checked = true;
  keep.disabled = false;
  item.querySelector("progress").remove();
  const link = document.createElement("a");
  link.href = `/api/v1/files/${answer.id}`;
  if (answer.type.startsWith("image/")) {
    const picture = new Image();
    picture.src = link.href;
    picture.alt = answer.name;
    link.append(picture);
    item.querySelector(".icon")?.remove();
  } else link.textContent = answer.name;
  item.querySelector(".name").replaceWith(link);
  const drop = item.querySelector(".drop");
  drop.setAttribute("aria-label", `${drop.getAttribute("aria-label")} ${answer.name}`);
}

/** take sends files up for a field and shows them there. */
export async function take(box, files) {
  const form = box.closest("form");
  tell(box, "");
  await Promise.all([...files].map(async (chosen) => {
    underWay.set(form, (underWay.get(form) ?? 0) + 1);
    const item = shown(box, chosen);
    try {
      const signed = box.dataset.upload === "signature" && chosen.type === "image/png";
      const file = signed ? chosen : await smaller(chosen);
      const answer = await send(file, (part) => (item.querySelector("progress").value = part));
      if (item.isConnected) {
        taken(box, item, file, answer);
        say(answer.name);
      }
    } catch (error) {
      item.remove();
      tell(box, `${chosen.name}: ${error.message || box.dataset.lost}`);
    }
    underWay.set(form, underWay.get(form) - 1);
  }));
  renew(form, 30);
  if (!underWay.get(form)) form.dispatchEvent(new Event("uploaded"));
}

document.addEventListener("change", (event) => {
  const input = event.target;
  const box = input.matches?.("input[type=file]") ? input.closest("[data-upload]") : null;
  if (!box || !input.files.length) return;
  const files = [...input.files];
  input.value = "";
  take(box, files);
});

document.addEventListener("click", (event) => {
  const drop = event.target.closest?.("[data-upload] .drop");
  if (!drop) return;
  const box = drop.closest("[data-upload]");
  drop.closest(".file").remove();
  box.querySelector(".sign, input[type=file]").focus();
  reshaped(box.closest("form"));
});

// Whoever sends the form while a file is still on its way means it with the file.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!underWay.get(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  form.addEventListener("uploaded", () => form.requestSubmit(event.submitter), { once: true });
}, true);

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-upload=signature] .sign");
  if (!button) return;
  const { sign } = await import("./sign.js");
  sign(button.closest("[data-upload]"), button.value);
});
