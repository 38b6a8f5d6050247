/* The grids of a tag that wait for this person: leased ahead of need, their thumbnails decoded. None that was answered
   here or is asked in another tab. Events: `arrived` {news}, `failed` {error}. */

import { post } from "moodloop/api";

const AHEAD = 2; // the one on screen and the next
const MOST = 6; // the server lets nobody hold more
const RENEW = 4 * 60_000; // well within a lease
const WAITS = [2000, 4000, 8000]; // gently, while nothing is there

export class GridSupply extends EventTarget {
  constructor({ url, store, claims }) {
    super();
    Object.assign(this, { url, store, claims, grids: [], decoded: new Map(), asking: null, timer: 0, empty: 0 });
    this.answered = new Set(this.unsent());
    document.addEventListener("visibilitychange", () => document.hidden || this.refill());
  }

  get current() {
    return this.grids[0] ?? null;
  }

  unsent() {
    const { waiting, undone } = this.store.unsent;
    return waiting.filter((one) => one.kind === "grid" && !undone.has(one.client_id)).map((one) => one.body.grid);
  }

  /* The current one is answered: on to the next. */
  take() {
    const grid = this.grids.shift();
    this.answered.add(grid.id);
    this.decoded.delete(grid.id);
    this.refill();
    return grid;
  }

  /* Ours again at once; the server may learn of it a moment later. */
  putBack(grid) {
    this.answered.delete(grid.id);
    this.claims.take(grid.id);
    this.grids = [grid, ...this.grids.filter((one) => one.id !== grid.id)];
    this.pictures(grid);
  }

  /* It is answered after all. */
  drop(id) {
    this.answered.add(id);
    this.grids = this.grids.filter((one) => one.id !== id);
  }

  /* An image element for each tile: the same ones that were decoded ahead. */
  pictures(grid) {
    if (!this.decoded.has(grid.id)) this.decoded.set(grid.id, grid.tiles.map(({ photo }) => picture(photo)));
    return this.decoded.get(grid.id);
  }

  refill() {
    if (this.asking) this.isStale = true;
    else this.asking = this.lease().finally(() => this.rest());
    return this.asking;
  }

  rest() {
    this.asking = null;
    const pause = document.hidden || this.grids.length >= AHEAD ? RENEW : WAITS[Math.min(this.empty, WAITS.length - 1)];
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
      const here = new Set(this.grids.map((grid) => grid.id));
      const fresh = news.grids.filter(({ id }) => !here.has(id) && !this.answered.has(id));
      this.grids.push(...(await this.claims.of(fresh)).slice(0, Math.max(0, AHEAD - this.grids.length)));
      this.claims.keep([...this.grids.map((grid) => grid.id), ...this.unsent()]);
      this.grids.forEach((grid) => this.pictures(grid));
      if (this.grids.length >= AHEAD) this.empty = 0;
      this.dispatchEvent(new CustomEvent("arrived", { detail: news }));
    } catch (error) {
      this.dispatchEvent(new CustomEvent("failed", { detail: { error } }));
    }
  }
}

function picture({ thumbnail, url }) {
  const image = new Image();
  image.alt = ""; // the tile has the name
  image.draggable = false;
  image.src = thumbnail;
  image.addEventListener("error", () => (image.src = url), { once: true }); // the large one may be there where the small one is not
  image.decode().catch(() => {}); // also of one that only moves onto the board meanwhile
  return image;
}
