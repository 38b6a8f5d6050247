/* Whether every answer has arrived, and if not, what is safe: says so, and lists what the server refused. */

import { clone, part, write } from "moodloop/dom";
import { say } from "moodloop/words";

export class Alert {
  constructor(root, { outbox, login, judge }) {
    Object.assign(this, { root, outbox, login, judge, isStranger: false });
    this.notice = part(root, "notice");
    this.refusals = part(root, "refusals");
    outbox.addEventListener("changed", () => this.update());
    login.addEventListener("signed-in", () => this.know(false));
    this.refusals.addEventListener("click", (event) => this.clicked(event));
    this.update();
  }

  /* Whether the server no longer knows who is asking, as something other than an answer found out. */
  know(isStranger) {
    if (isStranger === this.isStranger) return;
    this.isStranger = isStranger;
    this.update();
  }

  get state() {
    if (this.isStranger || this.outbox.state === "signed-out") return "signed-out";
    return this.outbox.state === "forbidden" ? "forbidden" : this.outbox.state === "retrying" ? "safe" : "";
  }

  update() {
    const { store } = this.outbox;
    const { waiting, refused } = store.unsent;
    const { state } = this;
    const n = waiting.length;
    Object.assign(this.root.dataset, { unsent: n + refused.length, sending: this.outbox.state, unsaved: store.unsaved.size });
    const about = store.unsaved.size ? "unsaved" : n || state === "signed-out" ? state : "";
    const sentence = about && say(about === "signed-out" && !n ? "signed-out-idle" : about, { n });
    if (this.notice.textContent !== sentence) this.notice.textContent = sentence;
    part(this.root, "login").hidden = state !== "signed-out";
    part(this.root, "hurry").hidden = about !== "safe";
    part(this.root, "alert").hidden = !sentence && refused.length === 0;
    this.list(refused);
    if (state === "signed-out") this.login.offer();
    else this.login.close(); // by now the same person is back, from another tab
  }

  list(refused) {
    part(this.root, "refused").hidden = refused.length === 0;
    if (refused.length === 0 && !this.refusals.firstChild) return; // nothing to do at every key
    write(this.root, "refused-count", say("refused-count", { n: refused.length }));
    this.refusals.replaceChildren(...refused.map((entry) => refusal(entry, this.judge)));
  }

  clicked(event) {
    const key = event.target.closest("[data-refusal]")?.dataset.refusal;
    const entry = this.outbox.store.unsent.refused.find((one) => one.key === key);
    if (!entry) return;
    if (event.target.closest("[data-part=again]")) this.outbox.retry(entry);
    if (event.target.closest("[data-part=judge]")) this.judge(entry);
  }
}

function refusal(entry, judge) {
  const node = clone("refusal");
  node.dataset.refusal = entry.key;
  if (entry.thumbnail) node.querySelector("img").src = entry.thumbnail;
  write(node, "title", entry.title);
  write(node, "reason", say("refused", { reason: entry.refused }));
  part(node, "judge").hidden = !judge;
  return node;
}
