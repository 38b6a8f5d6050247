/* The rows of suggestions: number key, name, calibrated words, bar, and three marks told apart by place and shape. */

import { clone, part, write } from "moodloop/dom";
import { letterOf } from "moodloop/tagkeys";
import { say } from "moodloop/words";

const MARKS = ["", "yes", "no"];
const WORDS_READ = 4;

export class Rows extends EventTarget {
  constructor(list) {
    super();
    this.list = list;
    this.list.addEventListener("click", (event) => this.clicked(event));
    for (const name of ["pointerover", "focusin"]) this.list.addEventListener(name, (event) => this.looked(event));
  }

  show(marks) {
    this.marks = marks;
    this.focused = marks.tags[0] ?? null;
    this.list.replaceChildren();
    this.update();
  }

  update() {
    this.marks.tags.slice(this.list.childElementCount).forEach((tag) => this.list.append(this.row(tag)));
    for (const row of this.list.children) this.mark(row, this.tag(row));
  }

  row(tag) {
    const row = clone("row");
    const suggestion = this.marks.item.suggestions.find((one) => one.tag.id === tag.id);
    const number = this.list.childElementCount + 1;
    row.dataset.tag = tag.slug;
    row.dataset.tagId = tag.id;
    row.dataset.tint = tag.colour;
    row.dataset.probability = suggestion?.probability ?? "";
    part(row, "key").hidden = number > 9;
    write(row, "key", number);
    const letter = letterOf(tag, this.marks.tags);
    part(row, "letter").hidden = !letter;
    write(row, "letter", letter.toUpperCase());
    write(row, "name", tag.name);
    write(row, "words", words(suggestion));
    part(row, "seller").hidden = !suggestion?.said_by_seller;
    const told = (suggestion?.words ?? []).filter(({ push }) => Math.abs(push) >= 0.05).slice(0, WORDS_READ); // less reads as +0.0
    part(row, "read").hidden = !told.length;
    write(row, "read", told.length ? say("read", { words: told.map(read).join(" · ") }) : "");
    part(row, "bar").hidden = typeof suggestion?.probability !== "number";
    part(row, "bar").style.setProperty("--share", suggestion?.probability ?? 0);
    for (const value of MARKS) {
      part(row, `mark-${value || "unset"}`).setAttribute("aria-label", say(`mark-${value || "unset"}`, { tag: tag.name }));
    }
    return row;
  }

  mark(row, tag) {
    const value = this.marks.value(tag);
    row.dataset.value = value;
    part(row, "misplaced").hidden = !this.marks.isMisplaced(tag);
    const pressed = this.marks.isProposed(tag) ? "mixed" : "true"; // proposed is not said
    for (const one of MARKS) part(row, `mark-${one || "unset"}`).setAttribute("aria-pressed", one === value ? pressed : "false");
    row.toggleAttribute("data-proposed", pressed === "mixed");
    row.toggleAttribute("data-focused", tag === this.focused);
  }

  tag(row) {
    return this.marks.tags.find((tag) => tag.id === Number(row.dataset.tagId));
  }

  focus(tag) {
    if (!tag || tag === this.focused) return;
    this.focused = tag;
    this.update();
    this.list.querySelector("[data-focused]").scrollIntoView({ block: "nearest" });
    this.dispatchEvent(new Event("focused"));
  }

  clicked(event) {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    const tag = this.tag(row);
    this.focus(tag);
    const mark = event.target.closest("[data-mark]");
    if (mark) this.marks.set(tag, mark.dataset.mark);
    else this.marks.cycle(tag);
  }

  looked(event) {
    const row = event.target.closest("[data-row]");
    if (row && event.pointerType !== "touch") this.focus(this.tag(row));
  }
}

/* The words that pushed most for or against the tag, each by so many logits. */
function read({ word, push }) {
  return `${word} ${push < 0 ? "−" : "+"}${Math.abs(push).toFixed(1)}`;
}

function words(suggestion) {
  if (!suggestion) return say("added");
  if (typeof suggestion.probability !== "number") return say("unknown");
  return say("of-hundred", { n: Math.min(99, Math.max(1, Math.round(suggestion.probability * 100))) }); // no model knows all
}
