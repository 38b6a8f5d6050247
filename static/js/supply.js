/* The photos that wait for this person: leased ahead of need, in the server's order, never one that was answered
   here or is asked in another tab. Events: `arrived` (there is more than before, or news of how much waits), `failed` {error}. */

import { post } from "moodloop/api";

const AHEAD = 8;
const LOW = 6; // the one on screen and the next five: below that more are fetched
const MOST = 20; // the server lets nobody hold more
const RENEW = 4 * 60_000; // well within a lease
const WAITS = [3000, 6000, 12000]; // gently, while nothing is there

export class Supply extends EventTarget {
  constructor({ url, store, claims }) {
    super();
    Object.assign(this, { url, store, claims, items: [], returning: new Set(), avoided: new Set(), timer: 0, asking: null, empty: 0 });
    this.answered = new Set(store.unsent.items);
    document.addEventListener("visibilitychange", () => document.hidden || this.refill());
    store.addEventListener("heard", ({ detail }) => this.heard(detail));
  }

  get current() {
    return this.items[0] ?? null;
  }

  /* What is answered in another tab, or left by it. */
  heard({ changes = [], gone }) {
    for (const { put } of changes) {
      if (put?.kind === "answer") this.settle(put.body.item);
      if (put?.kind === "withdraw") this.answered.delete(Number(put.about?.replace("item-", "")));
    }
    if (gone) this.refill();
  }

  /* The current one is answered: on to the next. */
  take() {
    const item = this.items.shift();
    this.answered.add(item.id);
    this.items = this.items.filter((one) => !this.avoided.has(one.image.id)); // of a flagged photo nothing more is asked
    if (this.items.length < LOW) this.refill();
    return item;
  }

  /* It needs no answer, wherever it stands. */
  settle(id) {
    const before = this.current;
    this.answered.add(id);
    this.items = this.items.filter((item) => item.id !== id);
    if (this.items.length < LOW) this.refill();
    if (before !== this.current) this.dispatchEvent(new Event("moved"));
  }

  /* Ours again at once; the server may learn of it a moment later. */
  putBack(item) {
    this.answered.delete(item.id);
    this.avoided.delete(item.image.id);
    this.returning.add(item.id);
    this.ask(item);
  }

  ask(item) {
    this.claims.take(item.id);
    this.items = [item, ...this.items.filter((one) => one.id !== item.id)];
  }

  /* Ask it again, now if it is still ours: what was said of it could not be recorded. */
  async recall(id) {
    await this.asking;
    this.answered.delete(id);
    await this.refill();
    const item = this.items.find((one) => one.id === id);
    if (item) this.ask(item);
  }

  /* Asked while asking, it asks once more: the answer under way may not know the latest. */
  refill() {
    if (this.asking) this.isStale = true;
    else this.asking = this.lease().finally(() => this.rest());
    return this.asking;
  }

  rest() {
    this.asking = null;
    if (this.isStale) this.refill();
    else this.timer = setTimeout(() => this.refill(), this.pause());
  }

  async lease() {
    clearTimeout(this.timer);
    this.isStale = false;
    const known = new Set(this.items.map((item) => item.id));
    const back = new Set(this.store.unsent.waiting.filter(({ kind }) => kind === "withdraw").map(({ about }) => about));
    this.returning = new Set([...this.returning].filter((id) => back.has(`item-${id}`))); // or it was never sent
    try {
      const count = AHEAD + this.store.unsent.waiting.length + (await this.claims.elsewhere());
      const news = await post(this.url, { count: Math.min(MOST, count) });
      this.merge(await this.claims.of(news.items), known);
      this.empty = this.items.length ? 0 : this.empty + 1;
      this.dispatchEvent(new CustomEvent("arrived", { detail: { ...news, isElsewhere: news.items.length > 0 } }));
    } catch (error) {
      this.empty += 1;
      this.dispatchEvent(new CustomEvent("failed", { detail: { error } }));
    }
  }

  /* Keeps the order in which they came, and lets go of those whose lease has gone to somebody else. */
  merge(held, known) {
    const heldIds = new Set(held.map((item) => item.id));
    const here = new Set(this.items.map((item) => item.id));
    const isOurs = ({ id }) => heldIds.has(id) || this.returning.has(id) || !known.has(id);
    const kept = this.items.filter((item, place) => place === 0 || isOurs(item));
    const fresh = held.filter((item) => !here.has(item.id) && !this.answered.has(item.id) && !this.avoided.has(item.image.id));
    this.items = [...kept, ...fresh.slice(0, AHEAD)];
    this.claims.keep([...this.items.map((item) => item.id), ...this.store.unsent.items]);
  }

  pause() {
    if (document.hidden || this.items.length >= LOW) return RENEW;
    return WAITS[Math.min(this.empty, WAITS.length - 1)];
  }
}
