/* Where the product is, as this person says: shown, kept in the outbox until it has arrived, and taken back. */

import { newId } from "moodloop/ids";
import { called, say } from "moodloop/words";

const UNKNOWN = [0.1, 0.1, 0.9, 0.9];

export class Regions {
  constructor({ box, outbox, hint }) {
    Object.assign(this, { box, outbox, hint, item: null, said: [] });
    box.addEventListener("confirmed", ({ detail }) => this.set(detail.box));
    box.addEventListener("undo", () => this.takeBack(this.item) || hint(say("no-region-to-undo")));
    box.addEventListener("closed", () => hint(""));
    outbox.addEventListener("sent", ({ detail: { entry, reply } }) => this.arrived(entry, reply));
    outbox.addEventListener("refused", ({ detail: { entry } }) => this.refused(entry));
  }

  toggle(item) {
    if (this.box.isOpen) return this.box.confirm();
    this.item = item;
    this.box.open(this.boxOf(item));
    this.hint(say("region-keys"));
  }

  /* One of before a reload may still be on its way: the server's item does not know it. */
  boxOf(item) {
    return this.outbox.store.unsent.boxOf(item.image.id) ?? item.region?.box ?? UNKNOWN;
  }

  /* The photo is another one now. */
  leave(item) {
    if (item !== this.item) this.box.close();
  }

  set(box) {
    const { item } = this;
    const { image, product } = item;
    if (item.region?.source === "curator" && String(item.region.box) === String(box)) return;
    const change = { clientId: newId(), item, before: item.region, region: null };
    item.region = { box, source: "curator" };
    this.said.push(change);
    this.hint(say("region-kept"));
    const shown = { image: image.id, about: `image-${image.id}`, thumbnail: image.thumbnail, title: called(product) };
    this.outbox.add({ kind: "region", client_id: change.clientId, body: { box }, ...shown });
  }

  /* From now on undo takes back the answer, and not the box before it. */
  settle({ id }) {
    for (const one of this.said) one.isSettled ||= one.item.id === id;
  }

  /* False when this person set no region of the item since it was asked. */
  takeBack(item) {
    const change = this.said.findLast((one) => !one.isSettled && one.item.id === item?.id);
    if (!change) return false;
    this.forget(change);
    const { clientId: of, region } = change;
    const { id: image, thumbnail } = item.image;
    this.outbox.add({ kind: "region-undo", of, about: `image-${image}`, image, region, thumbnail, title: called(item.product) });
    if (this.box.isOpen) this.box.open(this.boxOf(item));
    this.hint(say("region-undone"));
    return true;
  }

  forget(change) {
    this.said = this.said.filter((one) => one !== change);
    change.item.region = change.before;
  }

  /* From now on an undo can name it. */
  arrived(entry, { region }) {
    const change = entry.kind === "region" && this.said.find((one) => one.clientId === entry.client_id);
    if (change) change.region = region.id;
  }

  refused(entry) {
    if (entry.kind !== "region") return;
    const change = this.said.find((one) => one.clientId === entry.client_id);
    if (change) this.forget(change);
    this.hint(say("region-unsent", { reason: entry.refused }));
  }
}
