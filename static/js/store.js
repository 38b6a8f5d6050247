/* What was answered and is not yet known to be on the server, one localStorage key per entry, so that two tabs
   of one person add and remove without overwriting each other, and a closed tab loses nothing. */

let count = 0;

export class Store {
  constructor(user) {
    this.prefix = `moodloop.outbox.${user}.`;
    this.unsaved = new Map(); // when the browser's storage is full or forbidden: until this tab is closed
  }

  add(entry) {
    count += 1;
    const order = `${String(Date.now()).padStart(15, "0")}-${String(count).padStart(6, "0")}`;
    this.put({ ...entry, key: `${this.prefix}${order}-${entry.kind}-${entry.client_id}` });
  }

  put(entry) {
    try {
      localStorage.setItem(entry.key, JSON.stringify(entry));
      this.unsaved.delete(entry.key);
    } catch {
      this.unsaved.set(entry.key, entry); // kept in memory, and `beforeunload` warns
    }
  }

  remove(entry) {
    this.unsaved.delete(entry.key);
    localStorage.removeItem(entry.key);
  }

  /* Oldest first. */
  entries() {
    const saved = Object.keys(localStorage)
      .filter((key) => key.startsWith(this.prefix))
      .map((key) => JSON.parse(localStorage.getItem(key)));
    return [...saved, ...this.unsaved.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  waiting() {
    return this.entries().filter((entry) => !entry.refused);
  }

  /* What takes back the box of this client id can do so, now that the server has given it a number. */
  name(clientId, region) {
    this.entries().filter((one) => one.of === clientId).forEach((one) => this.put({ ...one, region }));
  }

  /* The box of an image that is on its way, and not taken back. */
  boxOf(image) {
    const entries = this.waiting();
    const undone = new Set(entries.map((one) => one.of));
    const last = entries.findLast((one) => one.kind === "region" && one.image === image && !undone.has(one.client_id));
    return last?.body.box ?? null;
  }

  /* Ids of items that need no second question: answered here, whatever the server knows so far. */
  itemsAnswered() {
    const entries = this.entries();
    const withdrawn = new Set(entries.filter((one) => one.kind === "withdraw").map((one) => one.client_id));
    return entries.filter((one) => one.kind === "answer" && !withdrawn.has(one.client_id)).map((one) => one.body.item);
  }

  refused() {
    return this.entries().filter((entry) => entry.refused);
  }
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Plain HTTP on a name that is not localhost has no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
