/* What was answered and is not yet known to be on the server: in memory, so that it is read at once, and in IndexedDB,
   so that a closed tab loses nothing. The tabs of one person hear of each other's changes.
   Events: `changed`; `heard`: another tab's {changes}, {sent} or {gone}. */

import { Database } from "moodloop/database";
import { newId } from "moodloop/ids";
import { moveOver } from "moodloop/moving";
import { Unsent } from "moodloop/unsent";

export class Store extends EventTarget {
  constructor(user, database) {
    super();
    Object.assign(this, { user, database, mirror: new Map(), unsaved: new Set(), since: null, last: 0, seen: null });
    this.channel = new BroadcastChannel(`moodloop.${user}`);
    this.channel.onmessage = ({ data }) => this.hear(data);
    addEventListener("pagehide", () => this.tell({ gone: true }));
  }

  static async open(user) {
    const store = new Store(user, await Database.open(user));
    await store.reload();
    await moveOver(store);
    return store;
  }

  get unsent() {
    return (this.seen ??= new Unsent(this.mirror.values()));
  }

  /* Sorts after everything that any tab has kept so far, even when the clock was put back. */
  order() {
    this.last = Math.max(Date.now(), this.last + 1);
    return String(this.last).padStart(15, "0");
  }

  /* The change that keeps a new entry. Without a name it gets one. */
  kept({ client_id = newId(), body = {}, ...entry }) {
    return { store: "outbox", put: { ...entry, client_id, body, key: `${this.order()}-${client_id}` } };
  }

  put(entry) {
    return this.save([{ store: "outbox", put: entry }]);
  }

  remove(...entries) {
    return this.save(entries.map((entry) => ({ store: "outbox", remove: entry.key })));
  }

  /* All or none of these changes, as database.js has them. Resolves to whether they are safe. */
  async save(changes) {
    const written = this.database.write(changes); // first of all: see there
    const mine = changes.filter((change) => change.store === "outbox");
    this.apply(mine);
    if (mine.length) this.tell({ changes: mine });
    const isSaved = await written;
    for (const { put } of mine) if (put) this.mark(put.key, isSaved);
    return isSaved;
  }

  mark(key, isSaved) {
    if (isSaved ? !this.unsaved.delete(key) : !this.mirror.has(key)) return;
    if (!isSaved) this.unsaved.add(key);
    this.dispatchEvent(new Event("changed"));
  }

  apply(changes) {
    this.since?.push(...changes);
    this.seen = null;
    for (const { put, remove } of changes) {
      if (put) {
        this.mirror.set(put.key, put);
        this.last = Math.max(this.last, Number(put.key.slice(0, 15)) || 0);
      } else {
        this.mirror.delete(remove);
        this.unsaved.delete(remove);
      }
    }
    this.dispatchEvent(new Event("changed"));
  }

  /* What other tabs wrote, and what was written here while it was read. */
  async reload() {
    this.since = [];
    const saved = await this.database.values("outbox");
    const unsaved = [...this.unsaved].map((key) => this.mirror.get(key));
    const since = this.since;
    this.since = null;
    if (saved) this.mirror.clear();
    this.apply([...(saved ?? []), ...unsaved].map((put) => ({ put })).concat(since));
  }

  tell(news) {
    this.channel.postMessage(news);
  }

  hear(news) {
    if (news.changes) this.apply(news.changes);
    this.dispatchEvent(new CustomEvent("heard", { detail: news }));
  }

  /* What takes back the box of this client id can do so, now that the server has given it a number. */
  name(clientId, region) {
    this.unsent.all.filter((one) => one.of === clientId).forEach((one) => this.put({ ...one, region }));
  }
}
