/* The tiles: one of them has the keyboard, each can be marked. A mark is "", "wrong" or "unsure". Event: `marked`. */

import { clone } from "moodloop/dom";
import { called, say } from "moodloop/words";

const SIGNS = { likely: { wrong: "✕", unsure: "?" }, unlikely: { wrong: "✓", unsure: "?" } };

export class GridBoard extends EventTarget {
  constructor(list) {
    super();
    Object.assign(this, { list, grid: null, nodes: [], marks: [], at: 0 });
    list.addEventListener("click", (event) => this.clicked(event));
    list.addEventListener("focusin", (event) => this.moved(event));
    list.addEventListener("keydown", (event) => this.pressed(event));
  }

  /* `pictures`: an image element for each tile, decoded ahead. Resolves when all that will come has come. */
  async show(grid, question, pictures, marks = []) {
    this.grid = grid;
    this.marks = grid.tiles.map((_, place) => marks[place] ?? "");
    this.nodes = grid.tiles.map((_, place) => {
      const node = clone("tile");
      node.prepend(pictures[place]);
      return node;
    });
    const hadKeyboard = this.list.contains(document.activeElement);
    this.list.replaceChildren(...this.nodes);
    this.list.setAttribute("aria-label", question);
    this.list.parentElement.scrollTop = 0;
    this.nodes.forEach((_, place) => this.draw(place));
    this.give(0, hadKeyboard);
    await Promise.allSettled(pictures.map((picture) => picture.decode()));
  }

  clear() {
    Object.assign(this, { grid: null, nodes: [], marks: [], at: 0 });
    this.list.replaceChildren();
  }

  count(mark) {
    return this.marks.filter((one) => one === mark).length;
  }

  /* Marks the one that has the keyboard, or unmarks it. */
  mark(mark, place = this.at) {
    if (!this.grid) return;
    this.marks[place] = this.marks[place] === mark ? "" : mark;
    this.draw(place);
    this.dispatchEvent(new Event("marked"));
  }

  draw(place) {
    const node = this.nodes[place];
    const mark = this.marks[place];
    node.dataset.mark = mark;
    node.setAttribute("aria-selected", mark === "wrong");
    node.setAttribute("aria-label", say(mark ? `tile-${mark}` : "tile", { n: place + 1, title: called(this.grid.tiles[place]) }));
    node.lastElementChild.textContent = SIGNS[this.grid.kind][mark] ?? "";
  }

  clicked(event) {
    const place = this.nodes.indexOf(event.target.closest("[role=option]"));
    if (place === -1) return;
    this.give(place, false);
    this.mark("wrong", place);
  }

  moved(event) {
    const place = this.nodes.indexOf(event.target);
    if (place !== -1 && place !== this.at) this.give(place, false);
  }

  /* Arrows may be kept down here, which the keys of the page must not be. */
  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.step(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /* True when the key is one that moves. */
  step(key) {
    const across = this.columns;
    const last = this.nodes.length - 1;
    const to = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, ArrowUp: this.at - across, ArrowDown: this.at + across, Home: 0, End: last }[key];
    if (to === undefined) return false;
    if (!this.list.contains(document.activeElement)) this.give(this.at, true); // the first press only shows where one is
    else if (to >= 0 && to <= last) this.give(to, true);
    return true;
  }

  get columns() {
    const top = this.nodes[0]?.offsetTop;
    const next = this.nodes.findIndex((node) => node.offsetTop !== top);
    return next === -1 ? this.nodes.length : next;
  }

  give(place, isFocused) {
    if (this.nodes[this.at]) this.nodes[this.at].tabIndex = -1;
    this.at = place;
    const node = this.nodes[place];
    if (!node) return;
    node.tabIndex = 0;
    if (isFocused) node.focus();
  }
}
