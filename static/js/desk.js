/* What each answer does: the person's hands on the marks, the outbox, the supply and the history. */

import { newId } from "moodloop/store";
import { called, say } from "moodloop/words";

export class Desk {
  constructor({ outbox, supply, history, clock, status, hint, show }) {
    Object.assign(this, { outbox, supply, history, clock, status, hint, show, marks: null });
    history.addEventListener("undone", (event) => this.undo(event.detail));
    outbox.addEventListener("sent", ({ detail: { entry } }) => {
      supply.returning.delete(entry.item);
      // The day's figures are lower after an undo; after the last answer there is news of what waits.
      if (entry.kind === "withdraw" || !supply.current) supply.refill();
    });
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

  skip() {
    this.record("skipped", []);
  }

  record(outcome, verdicts) {
    const { id, image, product } = this.marks.item;
    const clientId = newId();
    const seconds = this.clock.seconds();
    const body = { client_id: clientId, item: id, outcome, verdicts, shown_tags: this.marks.shownTags(), seconds };
    const entry = { kind: "answer", client_id: clientId, body, thumbnail: image.thumbnail, title: called(product) };
    this.outbox.add(entry);
    const item = this.supply.take();
    this.status.wait(this.status.waiting - 1);
    this.show();
    this.history.add({ clientId, item, outcome, verdicts });
  }

  undo({ clientId, item }) {
    this.supply.putBack(item);
    if (this.outbox.takeOut(clientId)) this.supply.returning.delete(item.id);
    else this.outbox.add({ kind: "withdraw", client_id: clientId, item: item.id, body: {} });
    this.status.wait(this.status.waiting + 1);
    this.show();
  }

  /* What was refused is given up; an answer's photo comes back as a question. */
  async askAgain(entry) {
    this.outbox.takeOut(entry.client_id);
    if (entry.kind === "answer") await this.supply.recall(entry.body.item);
    this.show();
  }
}
