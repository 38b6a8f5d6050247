/* The box on a shopper's photo: drag it or an edge, or move it by the arrow keys. Fires `asked` {box} when it rests. */

import { arrows, BoxDrag } from "moodloop/boxdrag";

const REST = 400; // milliseconds without another key
const ARROWS = arrows(0.02);

export class PhotoBox extends EventTarget {
  constructor(element) {
    super();
    this.element = element;
    this.drag = new BoxDrag(element, { moved: (box) => this.put(box), dropped: (before) => this.drop(before) });
    element.addEventListener("keydown", (event) => this.key(event));
  }

  get isHeld() {
    return this.drag.isHeld;
  }

  get box() {
    return this.drag.box;
  }

  put(box) {
    this.drag.put(box);
    this.element.hidden = false;
  }

  drop(before) {
    if (String(before) !== String(this.box)) this.ask();
  }

  key(event) {
    const step = ARROWS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.drag.nudge(step, event.shiftKey);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.ask(), REST);
  }

  ask() {
    this.dispatchEvent(new CustomEvent("asked", { detail: { box: this.box } }));
  }
}
