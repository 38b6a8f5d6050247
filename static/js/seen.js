/* A product that somebody really looked at: its page was in sight for a moment. Sent when nothing else waits. */

import { newId } from "moodloop/ids";

const A_MOMENT = 1_000;
const form = document.querySelector("form[data-seen]");
let timer;

function watch() {
  clearTimeout(timer);
  if (form && !document.prerendering && document.visibilityState === "visible") timer = setTimeout(send, A_MOMENT);
}

function send() {
  document.removeEventListener("visibilitychange", watch);
  const body = new FormData(form);
  body.set("client_id", newId());
  if (cameFrom(form.dataset.forYou)) body.set("source", "for_you");
  navigator.sendBeacon(form.action, body);
}

function cameFrom(page) {
  return document.referrer !== "" && new URL(document.referrer).pathname === page;
}

document.addEventListener("visibilitychange", watch);
document.addEventListener("prerenderingchange", watch);
watch();
