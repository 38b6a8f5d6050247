/* The bar below the tiles: what is marked, what was not seen yet, whether it is soon enough, and what was missed. */

import { part, write } from "moodloop/dom";
import { say } from "moodloop/words";

export class GridBar {
  constructor(root, { clock, openSeconds, many }) {
    Object.assign(this, { root, clock, openSeconds, many, said: "", reviews: 0 });
    this.bar = part(root, "open");
    this.missed = part(root, "missed");
    this.singly = part(root, "singly");
  }

  /* What the buttons mean depends on what was asked. */
  ask({ kind }) {
    write(this.root, "rest", say(`rest-${kind}`));
    write(this.root, "wrong-name", say(`pick-${kind}`));
    this.say("");
  }

  /* A sentence in place of the counts, until something is marked. */
  say(text) {
    this.said = text;
    write(this.root, "hint", text);
  }

  get left() {
    return Math.max(0, this.openSeconds - this.clock.milliseconds() / 1000);
  }

  /* `counts`: wrong, unsure, unseen, of all tiles. */
  update({ wrong, unsure, unseen, all }) {
    const isMany = wrong > this.many * all;
    this.singly.hidden = !isMany;
    if (isMany) this.singly.textContent = say("singly", { n: wrong });
    this.open();
    if (this.said) return;
    const counts = wrong || unsure ? say("counts", { wrong, unsure }) : "";
    const missing = unseen && this.left === 0 ? say("unseen", { n: unseen }) : "";
    const text = isMany ? say("many") : [counts, missing].filter(Boolean).join(" ");
    const hint = part(this.root, "hint");
    if (hint.textContent !== text) hint.textContent = text;
  }

  open() {
    this.bar.value = 1 - this.left / this.openSeconds;
    this.root.dataset.open = this.left === 0 ? "yes" : "no";
  }

  today({ reviews }) {
    this.reviews = reviews;
    write(this.root, "today", say("day", { n: reviews }));
  }

  /* The server counts the whole day when more is leased; in between, grid by grid. */
  more({ yes, no, unsure }) {
    this.today({ reviews: this.reviews + yes + no + unsure });
  }

  /* Kindly: which photo several people judged otherwise. */
  tell(missed) {
    this.missed.hidden = !missed.length;
    if (!missed.length) return;
    const { known, photo } = missed[0];
    this.missed.querySelector("img").src = photo.thumbnail;
    write(this.missed, "missed-text", say(known ? "missed-yes" : "missed-no"));
  }
}
