/* What is said of the photo beside its tags, flags and comments, and what a tag looks like: the dialogs behind F, C and E. */

import { Comments } from "moodloop/comment";
import { Examples } from "moodloop/examples";
import { FlagDialog } from "moodloop/flag";
import { newId } from "moodloop/ids";
import { called, say } from "moodloop/words";

export class Remarks {
  constructor(root, { outbox, desk, stage, hint }) {
    const at = (name) => root.querySelector(`[data-part="${name}"]`);
    const { user, name } = document.querySelector("[data-ledger]").dataset;
    Object.assign(this, { user: Number(user), name, outbox, desk, stage, hint, said: [] });
    this.flags = new FlagDialog(at("flag"));
    this.examples = new Examples(at("examples"));
    this.comments = new Comments({ dialog: at("comment"), list: at("comments"), user });
    this.flags.addEventListener("flagged", ({ detail }) => this.flag(detail));
    desk.history.addEventListener("redone", ({ detail }) => detail.entry.body.flag && desk.supply.avoided.add(detail.shows.item.image.id));
    this.comments.addEventListener("said", ({ detail }) => this.say(detail.text));
    this.comments.addEventListener("unsaid", ({ detail }) => this.unsay(this.comments.item, detail));
    outbox.addEventListener("refused", ({ detail }) => this.refused(detail.entry));
  }

  /* Skipped; and none of the photo's other questions is asked here. */
  flag(wrong) {
    this.desk.supply.avoided.add(this.desk.marks.item.image.id);
    this.desk.record("skipped", [], wrong);
  }

  exemplify() {
    this.examples.open(this.stage.focused ?? this.desk.marks.tags[0], this.desk.marks.item);
  }

  say(text) {
    const { item } = this.desk.marks;
    const comment = { client_id: newId(), curator: this.user, name: this.name, text, at: new Date().toISOString() };
    item.comments = [...item.comments, comment];
    this.said.push({ item, comment });
    this.send(item, { kind: "comment", client_id: comment.client_id, body: { client_id: comment.client_id, image: item.image.id, text } });
    this.show(item, "comment-kept");
  }

  /* From now on undo takes back the answer, and not what was said before it. */
  settle({ id }) {
    for (const one of this.said) one.isSettled ||= one.item.id === id;
  }

  /* False when nothing was said of the photo since it was asked. */
  takeBack(item) {
    const last = this.said.findLast((one) => !one.isSettled && one.item.id === item?.id);
    if (!last) return false;
    this.unsay(item, last.comment);
    return true;
  }

  unsay(item, comment) {
    this.forget(item, comment);
    this.send(item, { kind: "comment-withdraw", of: comment.client_id });
    this.show(item, "comment-undone");
  }

  send({ image, product }, entry) {
    this.outbox.add({ about: `comment-${entry.of ?? entry.client_id}`, thumbnail: image.thumbnail, title: called(product), ...entry });
  }

  forget(item, comment) {
    this.said = this.said.filter((one) => one.comment.client_id !== comment.client_id);
    item.comments = item.comments.filter((one) => one.client_id !== comment.client_id);
  }

  show(item, word, values) {
    if (item.image.id !== this.comments.item?.image.id) return;
    this.comments.show(item);
    this.hint(say(word, values));
  }

  refused(entry) {
    const known = entry.kind === "comment" && this.said.find((one) => one.comment.client_id === entry.client_id);
    if (!known) return;
    this.forget(known.item, known.comment);
    this.show(known.item, "comment-unsent", { reason: entry.refused });
  }
}
