/* What each answer does: the person's hands on the marks, the journal, and the supply of photos. */

import { decision } from "moodloop/decision";
import { Memory } from "moodloop/memory";
import { say } from "moodloop/words";

export class Desk {
  constructor({ outbox, supply, journal, history, clock, status, hint, show, answered }) {
    Object.assign(this, { outbox, supply, journal, history, clock, status, hint, show, answered, marks: null, changing: null });
    this.memory = new Memory();
    history.addEventListener("undone", ({ detail }) => this.undone(detail));
    history.addEventListener("redone", ({ detail }) => this.redone(detail));
    history.addEventListener("open", ({ detail }) => this.open(detail));
    journal.addEventListener("swapped", () => this.leave());
    outbox.addEventListener("sent", ({ detail }) => this.sent(detail));
  }

  marksOf(item) {
    return this.memory.marksOf(item);
  }

  /* A link to a former decision opened this page. */
  start(asked) {
    if (!asked) return;
    if (!asked.isUndone) return this.open(asked.record);
    this.supply.putBack(asked.record.shows.item);
    this.show();
  }

  accept() {
    if (!this.marks.isAudit) this.marks.acceptRest();
    this.confirm();
  }

  reject() {
    this.marks.rejectRest();
    this.record("answered", this.marks.verdicts());
  }

  /* Nothing marked is not the same as none: none has a key of its own. */
  confirm() {
    const { isAudit } = this.marks;
    if (this.marks.verdicts().length === 0) return this.hint(say(isAudit ? "nothing-chosen" : "nothing-marked"));
    if (isAudit) this.marks.closeAudit();
    this.record("answered", this.marks.verdicts());
  }

  /* A former answer is not skipped: it stands. */
  skip() {
    if (this.changing) return this.leave();
    this.record("skipped", []);
  }

  record(outcome, verdicts, wrong = null) {
    const { item } = this.marks;
    this.journal.decide(decision(this.marks, outcome, verdicts, this.clock.seconds(), wrong), this.changing);
    if (!this.changing) this.status.wait(this.status.waiting - 1);
    this.point(null);
    this.memory.forget(item);
    this.answered(item);
    this.supply.take();
    this.show();
  }

  undone({ shows: { item } }) {
    this.leave();
    this.supply.putBack(this.memory.whole(item));
    this.status.wait(this.status.waiting + 1);
    this.show();
  }

  redone({ shows: { item } }) {
    this.leave();
    this.supply.settle(item.id);
    this.status.wait(this.status.waiting - 1);
    this.show();
  }

  /* A former decision with its marks. It stands until another answer is given; a second click leaves it. */
  open(record) {
    const isSame = this.changing?.clientId === record.clientId;
    this.leave();
    if (isSame) return;
    this.point(record);
    this.supply.ask(this.memory.reopened(record.shows));
    this.show();
    this.hint(say("changing"));
  }

  leave() {
    if (!this.changing) return;
    this.point(null);
    this.supply.items = this.supply.items.filter((item) => item !== this.marks?.item);
    this.show();
  }

  point(record) {
    this.changing = record;
    this.history.point(record);
  }

  sent({ entry, reply }) {
    if (entry.kind !== "withdraw") return void (this.supply.current || this.supply.refill());
    this.supply.returning.delete(reply.item?.id);
    this.supply.refill(); // the day's figures are lower, and another tab may ask it
  }

  /* What was refused is given up; an answer's photo comes back as a question. */
  async askAgain(entry) {
    this.leave();
    this.outbox.drop(entry.client_id);
    if (entry.kind === "answer") await this.supply.recall(entry.body.item);
    this.leave(); // what was opened meanwhile
    this.show();
  }
}
