/* A box over a photo that is dragged: by an edge or corner (`data-edges`: "n", "se" …), or as a whole by its inside.
   Boxes are [x0, y0, x1, y1] relative to the photo, which is the box's parent. */

const SMALLEST = 0.03;

export class BoxDrag {
  /* `moved` is told of each box on the way, `dropped` of the one that the drag began with. */
  constructor(element, { moved, dropped = () => {} }) {
    Object.assign(this, { element, moved, dropped, drag: null, box: null });
    element.addEventListener("pointerdown", (event) => this.grab(event));
    element.addEventListener("pointermove", (event) => this.pull(event));
    for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, () => this.drop());
  }

  get isHeld() {
    return this.drag !== null;
  }

  /* Draws it; null lets go of it. */
  put(box) {
    this.box = box;
    if (box) EDGES.forEach((name, at) => this.element.style.setProperty(name, box[at]));
    else this.drag = null;
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
    this.moved(moved(box, edges, (event.clientX - x) / width, (event.clientY - y) / height));
  }

  drop() {
    const before = this.drag?.box;
    this.drag = null;
    if (before) this.dropped(before);
  }

  /* By an arrow key; with Shift the lower right corner moves alone. */
  nudge([across, down], isCorner) {
    this.moved(moved(this.box, isCorner ? "se" : "", across, down));
  }
}

const EDGES = ["--x0", "--y0", "--x1", "--y1"];

export function arrows(step) {
  return { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
}

/* The named edges moved, or with none the whole box; always within the photo, never inside out. */
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
