/* Sends answers, boxes and what takes them back strictly in order, in the background, until the server has
   acknowledged each. Events: `sent` {entry, reply}, `refused` {entry}, `changed`. States: idle, sending, retrying, signed-out. */

import { Refused } from "moodloop/api";
import { canBeTakenOut, isDoneWithout, sent } from "moodloop/sending";

const LONGEST = 30;

export class Outbox extends EventTarget {
  constructor({ store, session, urls }) {
    super();
    Object.assign(this, { store, session, urls, state: "idle", failures: 0, timer: 0, busy: false });
    addEventListener("online", () => this.hurry());
    addEventListener("focus", () => this.hurry());
    addEventListener("storage", () => this.hurry());
    addEventListener("beforeunload", (event) => {
      if (this.store.waiting().length) event.preventDefault();
    });
  }

  add(entry) {
    this.store.add(entry);
    this.dispatchEvent(new Event("changed"));
    this.send();
  }

  /* Takes an entry back before it was tried. False when the server may know it: then another has to undo it. */
  takeOut(clientId) {
    const entry = this.store.entries().find((one) => one.client_id === clientId && canBeTakenOut(one));
    if (!entry) return false;
    this.store.remove(entry);
    this.dispatchEvent(new Event("changed"));
    return true;
  }

  retry(entry) {
    const { refused, ...again } = entry;
    this.store.put(again);
    this.hurry();
  }

  hurry() {
    clearTimeout(this.timer);
    this.dispatchEvent(new Event("changed"));
    this.send();
  }

  async send() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      await alone(`moodloop.sender.${this.session.user}`, () => this.drain());
    } finally {
      this.busy = false;
    }
    if (this.store.waiting().length) this.timer = setTimeout(() => this.send(), this.pause());
  }

  pause() {
    return this.failures ? 1000 * Math.min(2 ** (this.failures - 1), LONGEST) : 0;
  }

  async drain() {
    for (let entry = this.store.waiting()[0]; entry; entry = this.store.waiting()[0]) {
      this.turn(this.failures ? this.state : "sending");
      if (!(await this.deliver({ ...entry, tried: true }))) return;
    }
    this.turn("idle");
  }

  /* True when the next may follow. */
  async deliver(entry) {
    this.store.put(entry);
    try {
      await this.session.check();
      this.done(entry, await sent(entry, this.urls));
    } catch (error) {
      if (isDoneWithout(entry) && error.status === 404) this.done(entry, {});
      else if (error instanceof Refused && error.isFinal) this.refuse({ ...entry, refused: error.message });
      else return this.fail(error);
    }
    this.failures = 0;
    return true;
  }

  done(entry, reply) {
    if (entry.kind === "region") this.store.name(entry.client_id, reply.region.id);
    if (entry.of) this.takeOut(entry.of); // it was refused meanwhile
    this.store.remove(entry);
    this.dispatchEvent(new CustomEvent("sent", { detail: { entry, reply } }));
  }

  refuse(entry) {
    this.store.put(entry);
    this.dispatchEvent(new CustomEvent("refused", { detail: { entry } }));
  }

  fail(error) {
    this.failures += 1;
    this.turn(error instanceof Refused && error.isAboutWho ? "signed-out" : "retrying");
    return false;
  }

  turn(state) {
    this.state = state;
    this.dispatchEvent(new Event("changed"));
  }
}

/* One tab of a person sends at a time. Without the lock (plain HTTP) a double is harmless: client ids see to that. */
function alone(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}
