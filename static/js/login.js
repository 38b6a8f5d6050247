/* The password in place: a dialog over the page when the server knows us no more. What waits goes on afterwards. */

import { part, write } from "moodloop/dom";
import { say } from "moodloop/words";

const STRAY = 600; // ms: keys that were meant for the photo, a moment ago

export class Login extends EventTarget {
  constructor(dialog, session) {
    super();
    Object.assign(this, { dialog, session, wasClosed: false, isWanted: false, openedAt: 0 });
    this.field = dialog.querySelector("[name=password]");
    dialog.addEventListener("submit", (event) => this.submit(event));
    dialog.addEventListener("cancel", () => (this.wasClosed = true));
    dialog.addEventListener("keydown", (event) => this.key(event));
    part(dialog, "login-later").addEventListener("click", () => ((this.wasClosed = true), dialog.close()));
  }

  /* Once by itself, when nobody is typing; whoever closed it opens it by the button in the status line. */
  offer() {
    if (this.wasClosed || this.dialog.open) return;
    this.isWanted = true;
    const busy = document.querySelector("dialog[open]") ?? document.activeElement?.closest("input, textarea");
    if (!busy) return this.open();
    if (busy === this.waitsFor) return;
    this.waitsFor = busy;
    busy.addEventListener(busy.matches("dialog") ? "close" : "blur", () => setTimeout(() => this.offerAgain()), { once: true });
  }

  offerAgain() {
    this.waitsFor = null;
    if (this.isWanted) this.offer();
  }

  open() {
    if (this.dialog.open) return;
    this.tell("");
    this.field.value = "";
    this.openedAt = performance.now();
    document.querySelectorAll("dialog[open]").forEach((other) => other.close());
    this.dialog.showModal();
    queueMicrotask(() => this.field.focus()); // whoever opened it by a button loses the focus first
  }

  close() {
    if (this.dialog.open) this.dialog.close();
    this.wasClosed = this.isWanted = false;
  }

  key(event) {
    if (event.key.length === 1 && performance.now() - this.openedAt < STRAY) event.preventDefault();
  }

  async submit(event) {
    event.preventDefault();
    this.dialog.toggleAttribute("data-busy", true);
    try {
      await this.session.signIn(this.field.value);
      this.close();
      this.dispatchEvent(new Event("signed-in"));
    } catch (error) {
      this.tell(error.status === 400 || error.status === 429 ? error.message : say("login-unreachable"));
      this.field.select();
    } finally {
      this.dialog.toggleAttribute("data-busy", false);
    }
  }

  tell(text) {
    write(this.dialog, "login-error", text);
    part(this.dialog, "login-error").hidden = !text;
  }
}
