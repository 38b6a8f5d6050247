/* The box on a shopper's photo: drag it or an edge, or move it by the arrow keys. Fires `asked` {box} when it rests. */

import { moved } from "moodloop/region";

const STEP = 0.02;
const REST = 400; // milliseconds without another key
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

export class PhotoBox extends EventTarget {
  constructor(element) {
    super();
    Object.assign(this, { element, box: null, drag: null });
    element.addEventListener("pointerdown", (event) => this.grab(event));
    element.addEventListener("pointermove", (event) => this.pull(event));
    element.addEventListener("pointerup", () => this.drop());
    element.addEventListener("pointercancel", () => this.drop());
    element.addEventListener("keydown", (event) => this.key(event));
  }

  get isHeld() {
    return this.drag !== null;
  }

  put(box) {
    this.box = box;
    ["--x0", "--y0", "--x1", "--y1"].forEach((name, at) => this.element.style.setProperty(name, box[at]));
    this.element.hidden = false;
  }

  grab(event) {
    event.preventDefault();
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    this.drag = { box: this.box, edges: event.target.dataset.edges ?? "", x: event.clientX, y: event.clientY };
  }

  pull(event) {
    if (!this.drag) return;
    const { width, height } = this.element.parentElement.getBoundingClientRect();
    const { box, edges, x, y } = this.drag;
    this.put(moved(box, edges, (event.clientX - x) / width, (event.clientY - y) / height));
  }

  drop() {
    const before = this.drag?.box;
    this.drag = null;
    if (before && String(before) !== String(this.box)) this.ask();
  }

  /* With Shift the lower right corner moves alone. */
  key(event) {
    const step = ARROWS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.put(moved(this.box, event.shiftKey ? "se" : "", ...step));
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.ask(), REST);
  }

  ask() {
    this.dispatchEvent(new CustomEvent("asked", { detail: { box: this.box } }));
  }
}
