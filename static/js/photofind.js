/* The page of a shopper's photo: what was found comes as soon as it is there, and again after the box was moved. */

import { token } from "moodloop/api";
import { part } from "moodloop/dom";
import { HeatMap } from "moodloop/heatmap";
import { PhotoBox } from "moodloop/photobox";
import { Waiting } from "moodloop/photowait";
import { say } from "moodloop/words";

const page = document.querySelector("[data-photo]");
const place = part(page, "found");
const error = part(page, "error");
const photo = part(page, "frame").querySelector("img");
const heat = new HeatMap(part(page, "heat"), { hidden: true });
const box = new PhotoBox(part(page, "region"));
const waiting = new Waiting(page.dataset.found, { found: show, failed });

function show(html) {
  place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  page.dataset.state = "done";
  error.hidden = true;
  part(page, "status").textContent = say("photo-found", { n: place.querySelectorAll(".product").length });
  ready();
}

function failed(status) {
  if (status === 404) page.dataset.state = "failed"; // anything else is tried again
  error.textContent = say(status === 404 ? "photo-gone" : "photo-away");
  error.hidden = false;
}

/* What is in the page can be pointed at. */
function ready() {
  const seen = place.querySelector("[data-box]");
  if (!seen) return;
  if (!box.isHeld) box.put(seen.dataset.box.split(" ").map(Number));
  part(page, "hint").hidden = false;
  for (const mood of seen.querySelectorAll("[data-evidence]")) lightable(mood);
}

function lightable(mood) {
  const button = mood.querySelector("button");
  const isPinned = () => button.getAttribute("aria-pressed") === "true";
  button.hidden = false;
  button.addEventListener("click", () => {
    const pinned = !isPinned();
    if (pinned) turnOn(mood);
    else turnOff(mood);
    button.setAttribute("aria-pressed", String(pinned));
  });
  mood.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && !isPinned() && turnOn(mood));
  mood.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && !isPinned() && turnOff(mood));
}

function turnOn(mood) {
  for (const other of place.querySelectorAll("[data-lit]")) turnOff(other);
  const size = { width: Number(photo.getAttribute("width")), height: Number(photo.getAttribute("height")) };
  if (heat.show(size, JSON.parse(mood.dataset.evidence))) mood.toggleAttribute("data-lit", true);
}

function turnOff(mood) {
  heat.hide();
  mood.toggleAttribute("data-lit", false);
  mood.querySelector("button").setAttribute("aria-pressed", "false");
}

async function ask({ detail }) {
  const body = new FormData();
  ["x0", "y0", "x1", "y1"].forEach((name, at) => body.set(name, detail.box[at]));
  page.dataset.state = "waiting";
  try {
    const headers = { "X-CSRFToken": token() };
    const response = await fetch(page.dataset.ask, { method: "POST", body, headers, credentials: "same-origin" });
    if (response.ok) return waiting.start();
    page.dataset.state = "done";
    if (![400, 429, 503].includes(response.status)) return failed(response.status);
    error.textContent = await response.text();
    error.hidden = false;
  } catch {
    page.dataset.state = "done";
    failed(0);
  }
}

box.addEventListener("asked", ask);
ready();
if (page.dataset.state === "waiting") waiting.start();
