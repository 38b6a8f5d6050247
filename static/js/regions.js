/* Where the product is, as this person says: shown, sent in the background in order, and taken back. */

import { post, remove } from "moodloop/api";
import { say } from "moodloop/words";

const UNKNOWN = [0.1, 0.1, 0.9, 0.9];

export class Regions {
  constructor({ box, url, session, hint }) {
    Object.assign(this, { box, url, session, hint, item: null, said: [], work: Promise.resolve() });
    box.addEventListener("confirmed", ({ detail }) => this.set(detail.box));
    box.addEventListener("undo", () => this.takeBack(this.item) || hint(say("no-region-to-undo")));
    box.addEventListener("closed", () => hint(""));
  }

  toggle(item) {
    if (this.box.isOpen) return this.box.confirm();
    this.item = item;
    this.box.open(item.region?.box ?? UNKNOWN);
    this.hint(say("region-keys"));
  }

  /* The photo is another one now. */
  leave(item) {
    if (item !== this.item) this.box.close();
  }

  set(box) {
    const { item } = this;
    const change = { item, before: item.region, sent: null };
    if (item.region?.source === "curator" && String(item.region.box) === String(box)) return;
    item.region = { box, source: "curator" };
    this.said.push(change);
    this.hint(say("region-kept"));
    this.later(async () => {
      change.sent = (await post(this.at(item), { box })).region;
    }, () => this.forget(change));
  }

  /* False when this person set no region of the item in this sitting. */
  takeBack(item) {
    const change = this.said.findLast((one) => one.item.image.id === item?.image.id);
    if (!change) return false;
    this.forget(change);
    if (this.box.isOpen) this.box.open(item.region?.box ?? UNKNOWN);
    this.hint(say("region-undone"));
    this.later(
      () => change.sent && remove(`${this.at(item)}?region=${change.sent.id}`),
      () => (item.region = change.sent),
    );
    return true;
  }

  forget(change) {
    this.said = this.said.filter((one) => one !== change);
    change.item.region = change.before;
  }

  /* One after the other, so that an undo never overtakes what it undoes. */
  later(send, failed) {
    this.work = this.work.then(() => this.session.check()).then(send).catch((error) => {
      failed();
      this.hint(say("region-unsent", { reason: error.message }));
    });
  }

  at(item) {
    return this.url.replace("/0/", `/${item.image.id}/`);
  }
}
