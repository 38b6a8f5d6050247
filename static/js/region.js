/* The box around the product, drawn over the photo: dragged by a handle or its inside, nudged by the arrow keys.
   Fires `confirmed` {box}, `undo` and `closed`. */

import { arrows, BoxDrag } from "moodloop/boxdrag";
import { meaning } from "moodloop/keys";

const ARROWS = arrows(0.01);

export class RegionBox extends EventTarget {
  constructor(element) {
    super();
    this.element = element;
    this.drag = new BoxDrag(element, { moved: (box) => this.put(box) });
    addEventListener("keydown", (event) => this.key(event), { capture: true });
  }

  get box() {
    return this.drag.box;
  }

  get isOpen() {
    return this.box !== null;
  }

  open(box) {
    this.put(box);
    this.element.hidden = false;
    this.element.focus({ preventScroll: true });
  }

  close() {
    if (!this.isOpen) return;
    this.drag.put(null);
    this.element.hidden = true;
    this.dispatchEvent(new Event("closed"));
  }

  confirm() {
    const detail = { box: this.box };
    this.close();
    this.dispatchEvent(new CustomEvent("confirmed", { detail }));
  }

  put(box) {
    this.drag.put(box);
  }

  /* Only the box's own keys stop here; all others answer as ever. */
  key(event) {
    if (!this.isOpen || event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event)) return;
    const name = meaning(event);
    const act = ARROWS[name] ? () => this.drag.nudge(ARROWS[name], event.shiftKey) : this.acts[name];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (ARROWS[name] || !event.repeat) act();
  }

  get acts() {
    return {
      r: () => this.confirm(),
      Enter: () => this.confirm(),
      Escape: () => this.close(),
      z: () => this.dispatchEvent(new Event("undo")),
    };
  }
}

function isElsewhere({ target }) {
  return document.querySelector("dialog[open]") || (target instanceof Element && target.closest("input, textarea"));
}
