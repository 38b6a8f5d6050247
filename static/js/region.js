/* The box around the product, drawn over the photo: dragged by a handle or its inside, nudged by the arrow keys.
   Boxes are [x0, y0, x1, y1] relative to the photo. Fires `confirmed` {box}, `undo` and `closed`. */

import { meaning } from "moodloop/keys";

const SMALLEST = 0.03;
const STEP = 0.01;
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

export class RegionBox extends EventTarget {
  constructor(element) {
    super();
    Object.assign(this, { element, box: null, drag: null });
    element.addEventListener("pointerdown", (event) => this.grab(event));
    element.addEventListener("pointermove", (event) => this.pull(event));
    for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, () => (this.drag = null));
    addEventListener("keydown", (event) => this.key(event), { capture: true });
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
    this.box = this.drag = null;
    this.element.hidden = true;
    this.dispatchEvent(new Event("closed"));
  }

  confirm() {
    const detail = { box: this.box };
    this.close();
    this.dispatchEvent(new CustomEvent("confirmed", { detail }));
  }

  put(box) {
    this.box = box;
    ["--x0", "--y0", "--x1", "--y1"].forEach((name, at) => this.element.style.setProperty(name, box[at]));
  }

  /* Only the box's own keys stop here; all others answer as ever. */
  key(event) {
    if (!this.isOpen || event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event)) return;
    const name = meaning(event);
    const act = ARROWS[name] ? () => this.nudge(ARROWS[name], event.shiftKey) : this.acts[name];
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

  /* With Shift the lower right corner moves alone. */
  nudge([across, down], isCorner) {
    this.put(moved(this.box, isCorner ? "se" : "", across, down));
  }

  grab(event) {
    event.stopPropagation(); // no swipe
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
}

/* The named edges ("n", "se" …) moved, or with none the whole box; always within the photo, never inside out. */
export function moved([x0, y0, x1, y1], edges, across, down) {
  if (!edges) {
    const dx = between(-x0, across, 1 - x1);
    const dy = between(-y0, down, 1 - y1);
    return [x0 + dx, y0 + dy, x1 + dx, y1 + dy];
  }
  return [
    edges.includes("w") ? between(0, x0 + across, x1 - SMALLEST) : x0,
    edges.includes("n") ? between(0, y0 + down, y1 - SMALLEST) : y0,
    edges.includes("e") ? between(x0 + SMALLEST, x1 + across, 1) : x1,
    edges.includes("s") ? between(y0 + SMALLEST, y1 + down, 1) : y1,
  ];
}

function between(least, value, most) {
  return Math.min(Math.max(value, least), most);
}

function isElsewhere({ target }) {
  return document.querySelector("dialog[open]") || (target instanceof Element && target.closest("input, textarea"));
}
