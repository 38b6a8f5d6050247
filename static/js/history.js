/* What was decided in this sitting, the newest last. Any of it can be taken back, without limit. */

import { clone, write } from "moodloop/dom";
import { called, say } from "moodloop/words";

const SHOWN = 10;

export class History extends EventTarget {
  constructor(list) {
    super();
    this.list = list;
    this.decisions = [];
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-decision]");
      if (button) this.takeBack(this.decisions.find((one) => one.clientId === button.dataset.decision));
    });
  }

  add({ clientId, item, outcome, verdicts }) {
    const yes = verdicts.filter((verdict) => verdict.value === "yes").length;
    const node = thumbnail(clientId, item, outcome, yes);
    this.decisions.push({ clientId, item, node });
    this.list.append(node);
    while (this.list.childElementCount > SHOWN) this.list.firstElementChild.remove();
  }

  takeBackLast() {
    const last = this.decisions.at(-1);
    if (last) this.takeBack(last);
    return last !== undefined;
  }

  takeBack(decision) {
    this.decisions = this.decisions.filter((one) => one !== decision);
    decision.node.remove();
    const older = this.decisions.at(-SHOWN);
    if (older && !older.node.isConnected) this.list.prepend(older.node);
    this.dispatchEvent(new CustomEvent("undone", { detail: decision }));
  }
}

function thumbnail(clientId, item, outcome, yes) {
  const entry = clone("decision");
  const button = entry.firstElementChild;
  button.dataset.decision = clientId;
  button.dataset.outcome = outcome === "skipped" ? "skipped" : yes ? "yes" : "no";
  button.querySelector("img").src = item.image.url; // at hand already, even without a network
  const what = say(outcome === "skipped" ? "was-skipped" : "was-answered", { yes });
  button.setAttribute("aria-label", say("take-back", { title: called(item.product), what }));
  button.title = what;
  write(button, "mark", outcome === "skipped" ? "–" : yes ? "✓" : "✕");
  return entry;
}
