/* What each answer about a pair does: the outbox and the journal, what comes back, and what is changed. */

import { called, say } from "moodloop/words";

const GLANCE = 150; // milliseconds; a key that comes sooner bounced, or was meant for the pair before
const MARKS = { left: "yes", right: "yes", same: "same", skip: "skipped" };

export class CompareDesk {
  constructor({ supply, view, journal, clock, tag, hint, show }) {
    Object.assign(this, { supply, view, journal, clock, tag, hint, show, former: null });
  }

  /* A former answer is not replaced by none: it is left as it was. */
  answer(answer) {
    if (this.former && answer === "skip") return this.leave();
    if (answer !== "skip" && this.clock.milliseconds() < GLANCE) return;
    const { pair } = this.view;
    const chosen = pair[answer] ?? pair.left;
    const decision = {
      page: "compare",
      title: called(chosen),
      thumbnail: chosen.image.thumbnail,
      summary: say(`said-${answer}`, { tag: this.tag.name }),
      mark: MARKS[answer],
      entry: { kind: "comparison", about: `pair-${pair.id}`, body: { pair: pair.id, answer, seconds: this.clock.seconds() } },
      undo: "comparison-withdraw",
      shows: { pair, answer },
    };
    if (this.former) this.journal.change(this.former, decision);
    else this.journal.decide(decision);
    this.former = null;
    this.hint("");
    this.supply.take();
    this.show();
  }

  /* What was taken back is asked again; what was on screen waits behind it. */
  returned({ shows: { pair, answer } }) {
    this.leave();
    this.hint("");
    this.supply.putBack(pair);
    this.show();
    this.view.remember(answer);
  }

  redone({ shows: { pair } }) {
    this.leave();
    this.supply.drop(pair.id);
    this.show();
  }

  /* The former answer stands until another one is given. */
  reopen(record) {
    this.returned(record);
    this.former = record;
    this.hint(say("changing"));
  }

  leave() {
    if (!this.former) return;
    this.supply.drop(this.former.shows.pair.id);
    this.former = null;
    this.hint("");
    this.show();
  }
}
