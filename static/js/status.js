/* One quiet line: what waits, what was done today and how fast, and whether every answer has arrived. */

import { clone, part, write } from "moodloop/dom";
import { say } from "moodloop/words";

export class Status {
  constructor(root, outbox, { again, judge }) {
    Object.assign(this, { root, outbox, again, judge, waiting: 0, isStranger: false });
    this.notice = root.querySelector("[data-part=notice]");
    this.refusals = root.querySelector("[data-part=refusals]");
    this.announcer = root.querySelector("[data-part=announcer]");
    outbox.addEventListener("changed", () => this.update());
    outbox.addEventListener("sent", (event) => this.today(event.detail.reply.today));
    this.refusals.addEventListener("click", (event) => this.clicked(event));
    this.update();
  }

  news({ waiting, today }) {
    this.wait(waiting);
    this.today(today);
  }

  wait(waiting) {
    this.waiting = Math.max(0, waiting);
    write(this.root, "waiting", say("waiting", { n: this.waiting }));
  }

  today(today) {
    if (!today) return;
    const { reviews, median_seconds: seconds } = today;
    write(this.root, "today", say("today", { n: reviews }));
    write(this.root, "pace", typeof seconds === "number" ? say("pace", { seconds: seconds.toFixed(1) }) : "");
  }

  /* Whether the server still knows who is asking. */
  know(isStranger) {
    this.isStranger = isStranger;
    this.update();
  }

  /* For those who do not see the picture change. */
  announce(text) {
    this.announcer.textContent = text;
  }

  update() {
    const waiting = this.outbox.store.waiting().length;
    const refused = this.outbox.store.refused();
    this.root.dataset.unsent = waiting + refused.length;
    this.root.dataset.sending = this.outbox.state;
    const text = { retrying: say("resending", { n: waiting }), "signed-out": say("signed-out", { n: waiting }) };
    const state = this.isStranger ? "signed-out" : this.outbox.state;
    const sentence = waiting || this.isStranger ? (text[state] ?? "") : "";
    if (this.notice.textContent !== sentence) this.notice.textContent = sentence;
    part(this.root, "login").hidden = state !== "signed-out";
    part(this.root, "hurry").hidden = state !== "retrying";
    part(this.root, "alert").hidden = !sentence && refused.length === 0;
    part(this.root, "refused").hidden = refused.length === 0;
    write(this.root, "refused-count", say("refused-count", { n: refused.length }));
    this.refusals.replaceChildren(...refused.map(refusal));
  }

  clicked(event) {
    const key = event.target.closest("[data-refusal]")?.dataset.refusal;
    const entry = this.outbox.store.refused().find((one) => one.key === key);
    if (!entry) return;
    if (event.target.closest("[data-part=again]")) this.again(entry);
    if (event.target.closest("[data-part=judge]")) this.judge(entry);
  }
}

function refusal(entry) {
  const node = clone("refusal");
  node.dataset.refusal = entry.key;
  node.querySelector("img").src = entry.thumbnail;
  write(node, "title", entry.title);
  write(node, "reason", say("refused", { reason: entry.refused }));
  return node;
}
