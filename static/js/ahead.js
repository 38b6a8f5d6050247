/* What waits for this person of one tag, grids or pairs: leased ahead of need, in the server's order. None that was
   answered here or is asked in another tab. Events: `arrived` {news}, `failed` {error}. */

import { post } from "moodloop/api";

const RENEW = 4 * 60_000; // well within a lease
const WAITS = [2000, 4000, 8000]; // gently, while nothing is there

export class Ahead extends EventTarget {
  /* `kind` of the outbox's entries, the name in them (`one`) and in the reply (`many`); `ahead` are kept here, below
     `low` more are fetched, and the server lets nobody hold more than `most`. */
  constructor({ url, store, claims }, { kind, one, many, ahead, low, most }) {
    super();
    Object.assign(this, { url, store, claims, kind, one, many, ahead, low, most, here: [], asking: null, timer: 0, empty: 0 });
    this.answered = new Set(this.unsent());
    document.addEventListener("visibilitychange", () => document.hidden || this.refill());
  }

  get current() {
    return this.here[0] ?? null;
  }

  unsent() {
    const { waiting, undone } = this.store.unsent;
    return waiting.filter((entry) => entry.kind === this.kind && !undone.has(entry.client_id)).map(({ body }) => body[this.one]);
  }

  /* The current one is answered: on to the next. */
  take() {
    this.drop(this.current.id);
  }

  /* Ours again at once; the server may learn of it a moment later. */
  putBack(thing) {
    this.answered.delete(thing.id);
    this.claims.take(thing.id);
    this.here = [thing, ...this.here.filter(({ id }) => id !== thing.id)];
  }

  /* It is answered, wherever it stands. */
  drop(id) {
    this.answered.add(id);
    this.here = this.here.filter((thing) => thing.id !== id);
    if (this.here.length < this.low) this.refill();
  }

  /* Asked while asking, it asks once more: the answer under way may not know the latest. */
  refill() {
    if (this.asking) this.isStale = true;
    else this.asking = this.lease().finally(() => this.rest());
    return this.asking;
  }

  rest() {
    this.asking = null;
    const isWell = document.hidden || this.here.length >= this.low;
    if (this.isStale) this.refill();
    else this.timer = setTimeout(() => this.refill(), isWell ? RENEW : WAITS[Math.min(this.empty, WAITS.length - 1)]);
  }

  async lease() {
    clearTimeout(this.timer);
    this.isStale = false;
    this.empty += 1;
    try {
      const count = this.ahead + this.unsent().length + (await this.claims.elsewhere());
      const news = await post(this.url, { count: Math.min(this.most, count) });
      const known = new Set(this.here.map(({ id }) => id));
      const fresh = news[this.many].filter(({ id }) => !known.has(id) && !this.answered.has(id));
      const ours = (await this.claims.of(fresh)).filter(({ id }) => !this.answered.has(id)); // or answered meanwhile
      this.here.push(...ours.slice(0, Math.max(0, this.ahead - this.here.length)));
      this.claims.keep([...this.here.map(({ id }) => id), ...this.unsent()]);
      if (this.here.length >= this.low) this.empty = 0;
      this.dispatchEvent(new CustomEvent("arrived", { detail: news }));
    } catch (error) {
      this.dispatchEvent(new CustomEvent("failed", { detail: { error } }));
    }
  }
}
