/* The page of one tag's pairs: builds the parts and connects them. */

import { Ahead } from "moodloop/ahead";
import { Claims } from "moodloop/claims";
import { Clock } from "moodloop/clock";
import { CompareDesk } from "moodloop/comparedesk";
import { CompareOrder } from "moodloop/compareorder";
import { CompareView, onSides } from "moodloop/compareview";
import { part, write } from "moodloop/dom";
import { Examples } from "moodloop/examples";
import { Keys } from "moodloop/keys";
import { openLedger } from "moodloop/ledger";
import { called, say } from "moodloop/words";

const root = document.querySelector("[data-compare]");
const { leaseUrl, examplesUrl, tagId, tagName, definition } = root.dataset;
const hint = (text) => write(root, "hint", text);
const { store, outbox, journal, history, login, alert, acts } = await openLedger({ root, hint });
const claims = Object.assign(new Claims(store.user), { prefix: `moodloop.pair.${store.user}.` });
const supply = new Ahead({ url: leaseUrl, store, claims }, { kind: "comparison", one: "pair", many: "pairs", ahead: 8, low: 5, most: 20 });
const view = new CompareView(part(root, "room"));
const order = new CompareOrder(part(root, "order"));
const examples = new Examples(part(document, "examples"), examplesUrl);
const tag = { id: Number(tagId), name: tagName, definition };
const clock = new Clock();
const desk = new CompareDesk({ supply, view, journal, clock, tag, hint, show });
let none = "done";
let way = null; // progress, as the last lease told, and the answers since

async function show() {
  const pair = supply.current;
  view.prepare(supply.here.slice(0, 6));
  root.dataset.state = pair ? "asking" : "empty";
  if (!pair) explain();
  if (pair === view.pair) return;
  clock.reset();
  root.dataset.pairId = pair?.id ?? "";
  root.dataset.ready = "no";
  if (!pair) return view.clear();
  const [left, right] = [pair.left, pair.right].map(called);
  part(root, "announcer").textContent = say("now", { left, right });
  if (!(await view.show(pair))) return; // answered, or taken back, meanwhile
  root.dataset.ready = "yes";
  clock.start();
}

function explain() {
  write(root, "empty-title", say(`none-${none}`));
  write(root, "empty-text", say(`none-${none}-text`));
}

function go({ done, about }) {
  way = { done, about };
  part(root, "way").hidden = about === 0;
  write(root, "progress", say("progress", { done, about }));
  Object.assign(part(root, "bar"), { max: Math.max(1, about), value: done });
}

const choose = (answer) => () => view.pair && desk.answer(answer);
const actions = {
  ...acts,
  left: choose("left"),
  right: choose("right"),
  ArrowLeft: choose("left"),
  ArrowRight: choose("right"),
  "=": choose("same"),
  s: choose("same"),
  " ": choose("skip"),
  e: () => examples.open(tag, null),
  Escape: () => desk.leave(),
  "?": () => part(document, "keys").showModal(),
  digit: () => {},
};

root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) actions[button.dataset.do]();
  // A click is not a choice of where the keyboard goes.
  if (event.detail && event.target.closest("button")) document.activeElement.blur();
});
history.addEventListener("undone", ({ detail }) => desk.returned(detail));
history.addEventListener("redone", ({ detail }) => desk.redone(detail));
history.addEventListener("open", ({ detail }) => desk.reopen(detail));
outbox.addEventListener("sent", ({ detail: { entry } }) => {
  if (!entry.kind.startsWith("comparison")) return;
  order.ask();
  // A lease that is under way may know of this answer or not: it is asked for once more.
  if (supply.asking || !supply.current || entry.of) supply.refill();
  else if (way && entry.body.answer !== "skip") go({ ...way, done: way.done + 1 });
});
supply.addEventListener("arrived", ({ detail: news }) => {
  alert.know(false);
  none = news.progress.about ? "done" : "early";
  go(news.progress);
  show();
});
supply.addEventListener("failed", ({ detail: { error } }) => {
  if (error.isAboutWho) alert.know(true);
  none = "unreachable";
  show();
});
login.addEventListener("signed-in", () => supply.refill());

new Keys(actions);
onSides(view, { left: actions.left, right: actions.right });
const asked = history.asked();
if (asked) (asked.isUndone ? desk.returned(asked.record) : desk.reopen(asked.record));
supply.refill();
outbox.send();
