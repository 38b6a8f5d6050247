/* Sends answers and what takes them back in the background, in order, until the server has acknowledged each.
   Events: `sent` {entry, reply}, in every tab; `refused` {entry}; `changed`. States: idle, sending, retrying, signed-out, forbidden. */

import { Refused } from "moodloop/api";
import { alone } from "moodloop/locks";
import { Patience } from "moodloop/patience";
import { about, sent } from "moodloop/sending";

const OTHERS = 3; // seconds that another tab is given to send what it told of

export class Outbox extends EventTarget {
  constructor({ store, session, urls }) {
    super();
    Object.assign(this, { store, session, urls, state: "idle", patience: new Patience(), timer: 0, busy: false });
    for (const name of ["online", "focus"]) addEventListener(name, () => this.send());
    addEventListener("beforeunload", (event) => store.unsaved.size && event.preventDefault());
    store.addEventListener("changed", () => this.fire("changed"));
    store.addEventListener("heard", ({ detail }) => this.heard(detail));
  }

  /* An entry, or several. `also`: other changes of the same transaction. */
  add(entries, also = []) {
    this.store.save([...[entries].flat().map((entry) => this.store.kept(entry)), ...also]);
    this.send();
  }

  retry({ refused, ...entry }) {
    this.store.put(entry);
    this.send();
  }

  drop(clientId) {
    this.store.remove(...this.store.unsent.all.filter((one) => one.client_id === clientId));
  }

  heard({ changes, sent: receipt, gone }) {
    if (receipt) this.fire("sent", receipt);
    if (gone) this.later(0);
    else if (changes && !this.busy && !this.patience.failures) this.later(OTHERS);
  }

  later(seconds) {
    clearTimeout(this.timer);
    if (this.store.unsent.all.length) this.timer = setTimeout(() => this.send(), 1000 * seconds);
  }

  async send() {
    if (this.busy) return;
    if (this.patience.asked) return this.later(this.patience.asked);
    this.busy = true;
    clearTimeout(this.timer);
    await alone(`moodloop.sender.${this.store.user}`, () => this.drain()).finally(() => (this.busy = false));
    if (this.store.unsent.waiting.length) this.later(this.patience.pause());
  }

  async drain() {
    await this.store.reload();
    const stuck = new Set(); // things that the server stumbles over: others need not wait for them
    for (let entry = this.next(stuck); entry; entry = this.next(stuck)) {
      this.turn(this.patience.failures ? this.state : "sending");
      const error = await this.deliver({ ...entry, tried: true });
      if (error?.status === 500) stuck.add(about(entry));
      else if (error) return;
    }
    this.patience.round(stuck.size === 0);
    this.turn(stuck.size ? "retrying" : "idle");
  }

  next(stuck) {
    const { moot } = this.store.unsent;
    if (moot.length) this.store.remove(...moot);
    return this.store.unsent.waiting.find((entry) => this.urls[entry.kind] && !stuck.has(about(entry)));
  }

  /* The error after which it has to be tried again, or nothing. */
  async deliver(entry) {
    this.store.put(entry);
    try {
      await this.session.check();
      this.done(entry, await sent(entry, this.urls));
    } catch (error) {
      // Taking back what is not there, or not any more, has done what it should.
      if (entry.of && error.status === 404) this.done(entry, {});
      else if (error instanceof Refused && error.isFinal) this.refuse({ ...entry, refused: error.message });
      else return this.fail(error);
    }
    this.patience.worked();
  }

  done(entry, reply) {
    if (entry.kind === "region") this.store.name(entry.client_id, reply.region.id);
    this.store.remove(entry, ...this.store.unsent.all.filter((one) => one.client_id === entry.of)); // refused meanwhile
    this.store.tell({ sent: { entry, reply } });
    this.fire("sent", { entry, reply });
  }

  refuse(entry) {
    this.store.put(entry);
    this.fire("refused", { entry });
  }

  fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  async fail(error) {
    this.patience.failed(error.after);
    if (!error.isAboutWho) this.turn("retrying");
    else this.turn((await this.session.isOurs().catch(() => false)) ? "forbidden" : "signed-out");
    return error;
  }

  turn(state) {
    this.state = state;
    this.fire("changed");
  }
}
