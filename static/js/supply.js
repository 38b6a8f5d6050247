/* The photos that wait for this person: leased ahead of need, in the server's order, never one that was answered
   here. Events: `arrived` (there is more than before, or news of how much waits), `failed` {error}. */

import { post } from "moodloop/api";

const AHEAD = 8;
const LOW = 6; // the one on screen and the next five: below that more are fetched
const MOST = 20; // the server lets nobody hold more
const RENEW = 4 * 60_000; // well within a lease
const WAITS = [3000, 6000, 12000]; // gently, while nothing is there

export class Supply extends EventTarget {
  constructor({ url, unsent }) {
    super();
    Object.assign(this, { url, unsent, items: [], answered: new Set(), returning: new Set(), timer: 0, asking: null, empty: 0 });
    document.addEventListener("visibilitychange", () => document.hidden || this.refill());
  }

  get current() {
    return this.items[0] ?? null;
  }

  /* The current one is answered: on to the next. */
  take() {
    const item = this.items.shift();
    this.answered.add(item.id);
    if (this.items.length < LOW) this.refill();
    return item;
  }

  /* Ours again at once; the server may learn of it a moment later. */
  putBack(item) {
    this.answered.delete(item.id);
    this.returning.add(item.id);
    this.ask(item);
  }

  ask(item) {
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
    try {
      const news = await post(this.url, { count: Math.min(MOST, AHEAD + this.unsent()) });
      this.merge(news.items, known);
      this.empty = this.items.length ? 0 : this.empty + 1;
      this.dispatchEvent(new CustomEvent("arrived", { detail: news }));
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
    const fresh = held.filter((item) => !here.has(item.id) && !this.answered.has(item.id));
    this.items = [...kept, ...fresh];
  }

  pause() {
    if (document.hidden) return RENEW;
    if (this.items.length >= LOW) return RENEW;
    return WAITS[Math.min(this.empty, WAITS.length - 1)];
  }
}
