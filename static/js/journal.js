/* What was decided in this sitting on any of the three pages, the newest last: taken back without limit, redone until
   something new is decided. A record is {key, sitting, clientId, page, url, title, thumbnail, summary, mark, entry, undo,
   shows, undone, replaced}: `entry` is sent again by a redo, `undo` is the kind that takes it back, `shows` is what its page
   needs to show it again, `replaced` the record that it changed. Events, with the record: `undone`, `redone`, or `swapped`
   when that brings back what it changed, or changes it again; `changed`. */

import { newId } from "moodloop/ids";
import { sit } from "moodloop/sitting";

const AT_HAND = 40; // records in memory, at most twice as many; older ones are read when undoing comes near them
const WEEK = 7 * 24 * 60 * 60_000;

const put = (record) => ({ store: "journal", put: record });
const removed = ({ key }) => ({ store: "journal", remove: key });
const takenBack = ({ undo, clientId, title, thumbnail, entry: { about } }) => ({ kind: undo, of: clientId, about, title, thumbnail });
const sittingOf = (key) => key.slice(0, key.indexOf("."));
const timeOf = (key) => Number(key.slice(key.indexOf(".") + 1));
const byKey = (one, other) => (one.key < other.key ? -1 : 1);

export class Journal extends EventTarget {
  constructor({ store, outbox }) {
    super();
    Object.assign(this, { store, outbox, sitting: "", done: [], undone: [], older: [], reading: null });
  }

  async open() {
    const keys = (await this.store.database.keys("journal")) ?? [];
    const last = new Map(keys.map((key) => [sittingOf(key), timeOf(key)]));
    this.sitting = await sit(this.store.user, [...last]);
    this.older = keys.filter((key) => sittingOf(key) === this.sitting);
    const stale = keys.filter((key) => sittingOf(key) !== this.sitting && Date.now() - timeOf(key) > WEEK);
    if (stale.length) this.store.save(stale.map((key) => ({ store: "journal", remove: key })));
    await this.read();
    return this;
  }

  /* The next older ones. Of what was undone, all are at hand: they are the newest. */
  async read() {
    const keys = this.older.splice(-AT_HAND);
    if (!keys.length) return;
    const records = (await this.store.database.values("journal", keys[0], keys.at(-1))) ?? [];
    this.done = [...records.filter((one) => !one.undone), ...this.done].sort(byKey);
    this.undone = [...records.filter((one) => one.undone), ...this.undone].sort((one, other) => (one.undone < other.undone ? -1 : 1));
    if (!this.done.length) await this.read();
  }

  get(clientId) {
    return [...this.done, ...this.undone].find((one) => one.clientId === clientId) ?? null;
  }

  /* An answer and its record are one transaction; what was undone before can be redone no more. */
  decide(decision, replaced = null) {
    const former = this.standing(replaced);
    const record = this.record({ ...decision, replaced: former });
    const gone = this.undone.map(removed);
    this.undone = [];
    this.swap(record, former, former ? [...gone, removed(former)] : gone);
    this.tell();
    return record;
  }

  /* What stands of a record: itself, or what its undo brought back. */
  standing(record) {
    if (!record) return null;
    return this.done.find(({ key }) => key === record.key) ?? this.standing(record.replaced);
  }

  /* From now on `record` stands, and `former`, if any, does not. `changes`: others of the same transaction. */
  swap(record, former, changes) {
    this.done = [...this.done.filter((one) => one !== former), record].sort(byKey);
    this.outbox.add([...(former ? [takenBack(former)] : []), record.entry], [put(record), ...changes]);
    const isKept = this.store.database.connection && !this.store.unsaved.size && !this.reading;
    if (isKept && this.done.length > 2 * AT_HAND) this.older.push(...this.done.splice(0, AT_HAND).map(({ key }) => key));
  }

  /* The former answer stands until this one is given. */
  change(former, decision) {
    return this.decide(decision, former);
  }

  record({ entry, ...decision }, key = `${this.sitting}.${this.store.order()}`) {
    const { title, thumbnail } = decision;
    const clientId = newId();
    const sent = { title, thumbnail, ...entry, client_id: clientId, body: { ...entry.body, client_id: clientId } };
    return { url: location.pathname, ...decision, key, sitting: this.sitting, clientId, entry: sent };
  }

  /* The record that was taken back, or null. What it had changed stands again, as a new answer in its old place. */
  undo() {
    const last = this.done.pop();
    if (!last) return null;
    const former = last.replaced ? this.record(last.replaced, last.replaced.key) : null;
    const record = { ...last, replaced: former, undone: this.store.order() };
    this.undone.push(record);
    if (former) this.swap(former, last, [put(record)]);
    else this.outbox.add(takenBack(record), [put(record)]);
    if (this.done.length < AT_HAND / 2) this.reading ??= this.read().then(() => this.tell()).finally(() => (this.reading = null));
    this.tell(former ? "swapped" : "undone", record);
    return record;
  }

  /* Answered again, as a new answer, or null. */
  redo() {
    const last = this.undone.pop();
    if (!last) return null;
    const { undone, ...decision } = last;
    const former = this.standing(last.replaced);
    const record = this.record({ ...decision, replaced: former }, last.key);
    this.swap(record, former, former ? [removed(former)] : []);
    this.tell(former ? "swapped" : "redone", record);
    return record;
  }

  tell(name, detail) {
    if (name) this.dispatchEvent(new CustomEvent(name, { detail }));
    this.dispatchEvent(new Event("changed"));
  }
}
