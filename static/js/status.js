/* One quiet line: what waits, what was done today and how fast. */

import { write } from "moodloop/dom";
import { say } from "moodloop/words";

export class Status {
  constructor(root, outbox) {
    Object.assign(this, { root, outbox, waiting: 0, reviews: null });
    this.announcer = root.querySelector("[data-part=announcer]");
    outbox.addEventListener("changed", () => this.count());
    outbox.addEventListener("sent", ({ detail }) => this.sent(detail));
  }

  news({ waiting, today: { reviews, median_seconds: seconds } }) {
    this.wait(waiting);
    this.reviews = reviews;
    this.count();
    write(this.root, "pace", typeof seconds === "number" ? say("pace", { seconds: seconds.toFixed(1) }) : "");
  }

  wait(waiting) {
    this.waiting = Math.max(0, waiting);
    write(this.root, "waiting", say("waiting", { n: this.waiting }));
  }

  /* The server counts the whole day when more is leased; in between, one by one. */
  sent({ entry, reply }) {
    if (this.reviews === null) return;
    if (entry.kind === "answer") this.reviews += 1;
    if (entry.kind === "withdraw" && reply.item) this.reviews -= 1;
    this.count();
  }

  /* What is on its way counts. */
  count() {
    if (this.reviews !== null) write(this.root, "today", say("today", { n: this.reviews + this.outbox.store.unsent.more }));
  }

  /* For those who do not see the picture change. */
  announce(text) {
    this.announcer.textContent = text;
  }
}
