/* One item on the screen: photo, words of the seller, question, rows or chips, and why it is asked. */

import { part, write } from "moodloop/dom";
import { called, knows, say } from "moodloop/words";

export class Stage {
  constructor(root, { rows, chips, others, photo, search }) {
    Object.assign(this, { root, rows, chips, others, photo, search });
    for (const view of [rows, chips]) view.addEventListener("focused", () => this.define(view.focused));
  }

  /* Resolves to true when the photo is on screen and still the one to judge. */
  show(marks) {
    const { item } = marks;
    const view = marks.isAudit ? this.chips : this.rows;
    this.view = view;
    Object.assign(this.root.dataset, { itemId: item.id, modelKey: item.model_key, reason: item.reason });
    this.root.dataset.mode = marks.isAudit ? "audit" : "rows";
    view.show(marks);
    marks.addEventListener("changed", () => view.update());
    this.tell(item, marks);
    this.define(view.focused);
    this.search.facet = marks.isAudit ? item.facet : null;
    this.others.show(item);
    return this.photo.show(item.image, say("photo-alt", { title: called(item.product) }));
  }

  clear() {
    Object.assign(this.root.dataset, { itemId: "", modelKey: "", reason: "" });
    write(this.root, "reason", "");
  }

  tell(item, marks) {
    const { category, seller, seller_tags: tags } = item.product;
    write(this.root, "title", called(item.product));
    // Nobody's claim may lead an audit.
    write(this.root, "seller", [seller, marks.isAudit ? "" : category].filter(Boolean).join(" · "));
    write(this.root, "hashtags", tags.map((tag) => `#${tag.text.replace(/^#/, "")}`).join(" "));
    part(this.root, "said").hidden = tags.length === 0 || marks.isAudit;
    write(this.root, "question", question(item, marks));
    write(this.root, "why", item.why);
    write(this.root, "reason", knows(`reason-${item.reason}`) ? say(`reason-${item.reason}`) : "");
    for (const node of this.root.querySelectorAll("[data-only]")) node.hidden = node.dataset.only !== this.root.dataset.mode;
    part(this.root, "hold").hidden = !item.suggestions.some((suggestion) => suggestion.evidence.length);
  }

  define(tag) {
    this.focused = tag;
    part(this.root, "definition").hidden = !tag?.definition;
    if (!tag) return;
    write(this.root, "defined", tag.name);
    write(this.root, "meaning", tag.definition);
  }
}

function question(item, marks) {
  if (marks.isAudit) return say(item.facet.choice === "single" ? "ask-one" : "ask-every", { facet: item.facet.name });
  return marks.tags.length === 1 ? say("ask-single", { tag: marks.tags[0].name }) : say("ask-which");
}
