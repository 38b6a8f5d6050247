/* Words about the photo: those of before beside it, and one's own, by C. Fires `said` {text} and `unsaid`, with the comment. */

import { clone, part, write } from "moodloop/dom";
import { say } from "moodloop/words";

export class Comments extends EventTarget {
  constructor({ dialog, list, user }) {
    super();
    Object.assign(this, { dialog, list, user: Number(user), item: null });
    this.input = dialog.querySelector("textarea");
    dialog.querySelector("form").addEventListener("submit", (event) => this.submit(event));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
    });
    list.addEventListener("click", (event) => {
      const id = event.target.closest("[data-unsay]")?.closest("[data-comment]").dataset.comment;
      if (id) this.dispatchEvent(new CustomEvent("unsaid", { detail: this.item.comments.find((one) => one.client_id === id) }));
    });
  }

  show(item) {
    this.item = item;
    this.list.replaceChildren(...item.comments.map((comment) => this.node(comment)));
    this.list.hidden = item.comments.length === 0;
  }

  open() {
    this.input.value = "";
    this.dialog.showModal();
    this.input.focus();
  }

  submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    this.dialog.close();
    if (text) this.dispatchEvent(new CustomEvent("said", { detail: { text } }));
  }

  node(comment) {
    const node = clone("comment");
    node.dataset.comment = comment.client_id;
    const when = new Date(comment.at).toLocaleDateString(document.documentElement.lang, { month: "short", day: "numeric" });
    write(node, "who", say("comment-by", { name: comment.name, when }));
    write(node, "text", comment.text);
    part(node, "unsay").hidden = comment.curator !== this.user;
    return node;
  }
}
