/* An audit asks about every tag of a facet, without suggestions: chips that are on or off. */

import { clone, part, write } from "moodloop/dom";
import { letterOf } from "moodloop/tagkeys";

export class Chips extends EventTarget {
  constructor(list) {
    super();
    this.list = list;
    this.list.addEventListener("click", (event) => this.clicked(event));
    for (const name of ["pointerover", "focusin"]) this.list.addEventListener(name, (event) => this.looked(event));
  }

  show(marks) {
    this.marks = marks;
    this.focused = null;
    this.list.replaceChildren(...marks.tags.map((tag) => chip(tag, letterOf(tag, marks.tags))));
    this.update();
  }

  update() {
    for (const item of this.list.children) {
      const value = this.marks.value(this.tag(item));
      item.dataset.value = value;
      item.firstElementChild.setAttribute("aria-pressed", String(value === "yes"));
    }
  }

  tag(item) {
    return this.marks.tags.find((tag) => tag.id === Number(item.dataset.tagId));
  }

  focus(tag) {
    if (!tag || tag === this.focused) return;
    this.focused = tag;
    this.list.querySelector(`[data-tag-id="${tag.id}"]`).scrollIntoView({ block: "nearest" });
    this.dispatchEvent(new Event("focused"));
  }

  clicked(event) {
    const item = event.target.closest("[data-chip]");
    if (!item) return;
    this.focus(this.tag(item));
    this.marks.cycle(this.tag(item));
  }

  looked(event) {
    const item = event.target.closest("[data-chip]");
    if (item) this.focus(this.tag(item));
  }
}

function chip(tag, letter) {
  const item = clone("chip");
  item.dataset.tag = tag.slug;
  item.dataset.tagId = tag.id;
  item.dataset.tint = tag.colour;
  part(item, "letter").hidden = !letter;
  write(item, "letter", letter.toUpperCase());
  write(item, "name", tag.name);
  return item;
}
