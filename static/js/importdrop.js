/* A catalog that is dropped or chosen is uploaded with a bar. Without this the form does it, without one. */

import { part } from "moodloop/dom";
import { say } from "moodloop/words";

const form = document.querySelector("[data-upload]");
const MB = 1024 * 1024;

function send() {
  const field = form.querySelector("input[type=file]");
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => tell(loaded, total));
  request.addEventListener("load", () => answered(request));
  request.addEventListener("error", () => wrong(say("upload-broken")));
  request.open("POST", form.action);
  request.setRequestHeader("X-Fragment", "1");
  request.send(new FormData(form));
  field.disabled = part(form, "go").disabled = true;
  part(form, "error").hidden = true;
  part(form, "progress").hidden = false;
  tell(0, field.files[0].size);
}

function tell(loaded, total) {
  const written = (bytes) => Math.round((bytes / MB) * 10) / 10;
  part(form, "progress").querySelector("progress").value = total ? loaded / total : 0;
  const pace = say("upload-pace", { done: written(loaded), total: written(total) });
  part(form, "status").textContent = total && loaded >= total ? say("upload-read") : pace;
}

function answered(request) {
  const next = request.getResponseHeader("Location");
  if (request.status === 201 && next) return location.assign(next);
  const isPlain = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
  wrong(isPlain ? request.responseText : say("upload-failed"));
}

function wrong(words) {
  part(form, "progress").hidden = true;
  part(form, "error").textContent = words;
  part(form, "error").hidden = false;
  form.querySelector("input[type=file]").disabled = part(form, "go").disabled = false;
}

if (form) {
  const field = form.querySelector("input[type=file]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.files.length) send();
  });
  field.addEventListener("change", () => field.files.length && form.querySelector("button").focus());
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.toggleAttribute("data-over", true);
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.toggleAttribute("data-over", false);
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.toggleAttribute("data-over", false);
    if (event.dataTransfer.files.length && !field.disabled) {
      field.files = event.dataTransfer.files;
      send();
    }
  });
}
