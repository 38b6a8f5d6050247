/* Sends answers and withdrawals strictly in order, in the background, until the server has acknowledged each.
   Events: `sent` {entry, reply}, `changed`. States: idle, sending, retrying, signed-out. */

import { post, Refused } from "moodloop/api";

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

  /* Takes an answer back before it was tried. False when the server may know it: then it has to be withdrawn. */
  takeOut(clientId) {
    const entry = this.store.entries().find((one) => one.kind === "answer" && one.client_id === clientId);
    if (!entry || (entry.tried && !entry.refused)) return false;
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
      const reply = await post(this.url(entry), entry.body);
      this.done(entry, reply);
    } catch (error) {
      if (entry.kind === "withdraw" && error.status === 404) this.done(entry, {}); // nothing there to take back
      else if (error instanceof Refused && error.isFinal) this.store.put({ ...entry, refused: error.message });
      else return this.fail(error);
    }
    this.failures = 0;
    return true;
  }

  done(entry, reply) {
    this.store.remove(entry);
    this.dispatchEvent(new CustomEvent("sent", { detail: { entry, reply } }));
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

  url(entry) {
    return entry.kind === "withdraw" ? this.urls.withdraw(entry.client_id) : this.urls.record;
  }
}

/* One tab of a person sends at a time. Without the lock (plain HTTP) a double is harmless: client ids see to that. */
function alone(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}
