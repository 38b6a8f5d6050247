/* What this page remembers of its items: what is marked of each so far, and the last ones whole, which the journal
   keeps without evidence. */

import { former } from "moodloop/decision";
import { Marks } from "moodloop/marks";

const RECENT = 20;

export class Memory {
  constructor() {
    this.drafts = new WeakMap();
    this.recent = new Map();
  }

  /* As they were when the item was on screen before. */
  marksOf(item) {
    if (!this.drafts.has(item)) this.drafts.set(item, new Marks(item));
    return this.drafts.get(item);
  }

  /* Answered: its next question starts from nothing. */
  forget(item) {
    this.drafts.delete(item);
    this.recent.set(item.id, item);
    if (this.recent.size > RECENT) this.recent.delete(this.recent.keys().next().value);
  }

  whole(item) {
    return this.recent.get(item.id) ?? item;
  }

  /* The item of a former decision, with the marks of then. */
  reopened(shows) {
    const item = { ...this.whole(shows.item) };
    this.drafts.set(item, former(item, shows));
    return item;
  }
}
