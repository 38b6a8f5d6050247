/* Says how fast a bar moves and when it will be full, from what this page has seen of it. */

import { say } from "moodloop/words";

const seen = new Map();

function update() {
  for (const bar of document.querySelectorAll("[data-rate]")) tell(bar);
}

function tell(bar) {
  const { id, value, max } = bar.querySelector("progress");
  const now = performance.now() / 1000;
  const first = seen.get(id);
  if (!first || value < first.value) {
    seen.set(id, { value, now });
    return;
  }
  const perSecond = (value - first.value) / (now - first.now);
  const minutes = Math.ceil((max - value) / perSecond / 60);
  const target = bar.querySelector("[data-rate-text]");
  if (perSecond > 0 && target) target.textContent = say("rate", { rate: perSecond.toFixed(1), minutes });
}

document.addEventListener("live:refreshed", update);
update();
