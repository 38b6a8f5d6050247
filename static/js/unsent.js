/* What the entries of the outbox come to. An entry is {key, kind, client_id, body, …}, with `of` the client id that it
   takes back, `tried` once the server may know it, `refused` the server's reason. */

export class Unsent {
  /* Oldest first. */
  constructor(entries) {
    this.all = [...entries].sort((one, other) => (one.key < other.key ? -1 : 1));
    this.undone = new Set(this.all.map((entry) => entry.of));
    const moot = this.moots();
    this.moot = [...moot];
    this.waiting = this.all.filter((entry) => !entry.refused && !moot.has(entry));
    this.refused = this.all.filter((entry) => entry.refused && !moot.has(entry));
  }

  /* Taken back before anybody tried to send it, or after it was refused: neither it nor what takes it back is sent. */
  moots() {
    const named = new Map(this.all.map((entry) => [entry.client_id, entry]));
    const moot = new Set();
    for (const undo of this.all) {
      const entry = named.get(undo.of);
      if (entry && !undo.tried && (!entry.tried || entry.refused)) moot.add(entry).add(undo);
    }
    return moot;
  }

  /* The box of an image that is on its way, and not taken back. */
  boxOf(image) {
    const boxes = this.waiting.filter((one) => one.kind === "region" && one.image === image);
    return boxes.findLast((one) => !this.undone.has(one.client_id))?.body.box ?? null;
  }

  /* Ids of items that need no second question: answered here, whatever the server knows so far. */
  get items() {
    const answers = this.all.filter((one) => one.kind === "answer" && !this.undone.has(one.client_id));
    return answers.map((one) => one.body.item);
  }

  /* How many more answers than the server knows of. */
  get more() {
    const count = (kind) => this.waiting.filter((one) => one.kind === kind).length;
    return count("answer") - count("withdraw");
  }
}
