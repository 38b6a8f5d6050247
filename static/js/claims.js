/* Which photos this tab asks about: two tabs of one person are given the same by the server, and share them here. */

import { heldLike, hold } from "moodloop/locks";

export class Claims {
  constructor(user) {
    this.prefix = `moodloop.item.${user}.`;
    this.held = new Map(); // id → promise of what lets go of it
    addEventListener("pagehide", () => this.keep([]));
  }

  /* False when another tab has it. */
  async take(id) {
    if (!this.held.has(id)) this.held.set(id, hold(this.prefix + id));
    const isOurs = Boolean(await this.held.get(id));
    if (!isOurs) this.held.delete(id);
    return isOurs;
  }

  /* Of these items, those that no other tab has. */
  async of(items) {
    const ours = await Promise.all(items.map(({ id }) => this.take(id)));
    return items.filter((_, place) => ours[place]);
  }

  /* Lets go of all others. */
  keep(ids) {
    const kept = new Set(ids);
    for (const [id, letGo] of this.held) {
      if (kept.has(id)) continue;
      this.held.delete(id);
      letGo.then((free) => free?.());
    }
  }

  /* How many the other tabs have. */
  async elsewhere() {
    const names = new Set(await heldLike(this.prefix));
    for (const id of this.held.keys()) names.delete(this.prefix + id);
    return names.size;
  }
}
