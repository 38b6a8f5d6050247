/* Adds any tag by typing a part of its name, in Korean (initial consonants do) or English. Fires `picked`. */

import { get } from "moodloop/api";
import { clone, write } from "moodloop/dom";
import { say } from "moodloop/words";

const STILL = 90; // milliseconds without a key before the server is asked

export class TagSearch extends EventTarget {
  constructor(root, url) {
    super();
    this.input = root.querySelector("input");
    this.list = root.querySelector("[role=listbox]");
    this.note = root.querySelector("[data-part=note]");
    this.url = url;
    this.tags = [];
    this.isStale = false; // the list answers an earlier question than what is typed by now
    this.facet = null; // only this facet's tags, when set
    this.input.addEventListener("input", () => this.ask());
    this.input.addEventListener("focus", () => this.ask());
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the input keeps the focus
    this.list.addEventListener("click", (event) => this.pick(event.target.closest("[role=option]")?.dataset.index));
  }

  open() {
    this.input.focus();
    this.input.select();
  }

  close() {
    this.question?.abort();
    clearTimeout(this.timer);
    this.draw([], "");
    this.input.value = "";
  }

  ask() {
    clearTimeout(this.timer);
    this.isStale = true;
    this.timer = setTimeout(() => this.look(), STILL);
  }

  async look() {
    this.question?.abort();
    this.question = new AbortController();
    const { signal } = this.question;
    try {
      const { tags } = await get(`${this.url}?q=${encodeURIComponent(this.input.value.trim())}`, { signal });
      const fitting = tags.filter((tag) => !this.facet || tag.facet.slug === this.facet.slug);
      if (document.activeElement === this.input) this.draw(fitting, fitting.length ? "" : say("no-such-tag"));
    } catch {
      if (!signal.aborted) this.draw([], say("tags-unreachable"));
    }
  }

  draw(tags, note) {
    this.tags = tags;
    this.isStale = false;
    this.list.replaceChildren(...tags.map(option));
    this.list.hidden = tags.length === 0;
    this.note.textContent = note;
    this.input.setAttribute("aria-expanded", String(tags.length > 0));
    this.move(0);
  }

  move(index) {
    this.at = (index + this.tags.length) % (this.tags.length || 1);
    [...this.list.children].forEach((node, place) => node.setAttribute("aria-selected", String(place === this.at)));
    const chosen = this.list.children[this.at];
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing) return; // Enter that ends a syllable picks nothing
    const act = {
      ArrowDown: () => this.move(this.at + 1),
      ArrowUp: () => this.move(this.at - 1),
      Enter: () => this.enter(),
      Escape: () => this.input.blur(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /* Typed faster than the list follows: the first that fits what was typed, and never one of the list before. */
  async enter() {
    if (this.isStale && !this.input.value.trim()) return;
    clearTimeout(this.timer);
    if (this.isStale) await this.look();
    if (!this.isStale) this.pick(this.at);
  }

  pick(index) {
    const tag = this.tags[index];
    if (!tag) return;
    this.input.blur();
    this.dispatchEvent(new CustomEvent("picked", { detail: tag }));
  }
}

function option(tag, index) {
  const node = clone("option");
  node.id = `tag-option-${index}`;
  node.dataset.index = index;
  node.dataset.tag = tag.slug;
  write(node, "name", tag.name);
  write(node, "other", tag.name === tag.name_ko ? tag.name_en : tag.name_ko);
  write(node, "facet", tag.facet.name);
  return node;
}
