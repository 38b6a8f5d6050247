/* A photo that is dropped, pasted or chosen is shown, made small and sent off at once. Without this the form does it. */

import { part } from "moodloop/dom";
import { shrunk } from "moodloop/photoshrink";
import { say } from "moodloop/words";

const form = document.querySelector("[data-drop]");
const [field, ...others] = form.querySelectorAll("input[type=file]");
let isSent = false;

async function send(file) {
  if (isSent || !file) return;
  isSent = true;
  tell("photo-sent");
  const preview = part(form, "preview");
  preview.src = URL.createObjectURL(file);
  preview.onload = () => (preview.hidden = false);
  part(form, "words").hidden = part(form, "ways").hidden = true;
  const parcel = new DataTransfer();
  parcel.items.add(await shrunk(file));
  for (const other of others) other.disabled = true;
  field.files = parcel.files;
  form.submit();
}

function tell(word, isWrong = false) {
  part(form, "status").textContent = isWrong ? "" : say(word);
  part(form, "wrong").textContent = isWrong ? say(word) : "";
  part(form, "wrong").hidden = !isWrong;
}

function image(list) {
  return [...(list ?? [])].find((file) => file.type.startsWith("image/") || /\.(heic|heif|avif)$/i.test(file.name));
}

part(form, "go").hidden = true;
for (const one of [field, ...others]) one.addEventListener("change", () => send(one.files[0]));

addEventListener("paste", (event) => {
  const file = image(event.clipboardData?.files);
  if (!file) return;
  event.preventDefault();
  send(file);
});
addEventListener("dragover", (event) => {
  event.preventDefault();
  form.toggleAttribute("data-over", true);
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.toggleAttribute("data-over", false);
});
addEventListener("drop", (event) => {
  event.preventDefault();
  form.toggleAttribute("data-over", false);
  const file = image(event.dataTransfer?.files);
  if (file) send(file);
  else tell("no-photo", true);
});

/* Back from the results: the browser may show the page as it was left. */
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
