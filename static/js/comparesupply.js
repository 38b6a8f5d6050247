/* The pairs of a tag that wait for this person: leased ahead of need, in the server's order. None that was answered here
   or is asked in another tab. Events: `arrived` {news}, `failed` {error}. */

import { post } from "moodloop/api";

const AHEAD = 8;
const LOW = 5; // below that more are fetched
const MOST = 20; // the server lets nobody hold more
const RENEW = 4 * 60_000; // well within a lease
const WAITS = [2000, 4000, 8000]; // gently, while nothing is there

export class CompareSupply extends EventTarget {
  constructor({ url, store, claims }) {
    super();
    Object.assign(this, { url, store, claims, pairs: [], asking: null, timer: 0, empty: 0 });
    this.answered = new Set(this.unsent());
    document.addEventListener("visibilitychange", () => document.hidden || this.refill());
  }

  get current() {
    return this.pairs[0] ?? null;
  }

  unsent() {
    const { waiting, undone } = this.store.unsent;
    return waiting.filter((one) => one.kind === "comparison" && !undone.has(one.client_id)).map((one) => one.body.pair);
  }

  /* The current one is answered: on to the next. */
  take() {
    const pair = this.pairs.shift();
    this.answered.add(pair.id);
    if (this.pairs.length < LOW) this.refill();
  }

  /* Ours again at once; the server may learn of it a moment later. */
  putBack(pair) {
    this.answered.delete(pair.id);
    this.claims.take(pair.id);
    this.pairs = [pair, ...this.pairs.filter((one) => one.id !== pair.id)];
  }

  /* It is answered after all. */
  drop(id) {
    this.answered.add(id);
    this.pairs = this.pairs.filter((one) => one.id !== id);
    if (this.pairs.length < LOW) this.refill();
  }

  /* Asked while asking, it asks once more: the answer under way may not know the latest. */
  refill() {
    if (this.asking) this.isStale = true;
    else this.asking = this.lease().finally(() => this.rest());
    return this.asking;
  }

  rest() {
    this.asking = null;
    const pause = document.hidden || this.pairs.length >= LOW ? RENEW : WAITS[Math.min(this.empty, WAITS.length - 1)];
    if (this.isStale) this.refill();
    else this.timer = setTimeout(() => this.refill(), pause);
  }

  async lease() {
    clearTimeout(this.timer);
    this.isStale = false;
    this.empty += 1;
    try {
      const count = AHEAD + this.unsent().length + (await this.claims.elsewhere());
      const news = await post(this.url, { count: Math.min(MOST, count) });
      const here = new Set(this.pairs.map((pair) => pair.id));
      const fresh = (await this.claims.of(news.pairs)).filter(({ id }) => !here.has(id) && !this.answered.has(id));
      this.pairs.push(...fresh.slice(0, Math.max(0, AHEAD - this.pairs.length)));
      this.claims.keep([...this.pairs.map((pair) => pair.id), ...this.unsent()]);
      if (this.pairs.length) this.empty = 0;
      this.dispatchEvent(new CustomEvent("arrived", { detail: news }));
    } catch (error) {
      this.dispatchEvent(new CustomEvent("failed", { detail: { error } }));
    }
  }
}
