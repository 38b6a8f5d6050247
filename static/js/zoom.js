/* The photo larger, and moved about: wheel, two fingers, double click, keys and buttons. What lies over the photo (box,
   heat map) goes with it. */

const MOST = 8;
const STEP = 1.5;
const CLOSE = 2.5;
const WHEEL = 0.0016; // per pixel turned
const PINCH = 0.012; // the same, as trackpads report two fingers
const LINE = 16; // pixels, where a wheel counts in lines
const ARROWS = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] };

export class Zoom {
  constructor(stage, frame) {
    Object.assign(this, { stage, frame, fingers: new Map(), far: 0 });
    this.reset();
    stage.addEventListener("wheel", (event) => this.turn(event), { passive: false });
    stage.addEventListener("dblclick", (event) => isTool(event) || this.toggle(event));
    stage.addEventListener("pointerdown", (event) => this.down(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, (event) => this.fingers.delete(event.pointerId));
    // Two fingers never scroll the page, nor zoom all of it.
    stage.addEventListener("touchstart", (event) => event.touches.length > 1 && event.preventDefault(), { passive: false });
    addEventListener("keydown", (event) => this.key(event));
    addEventListener("resize", () => this.put(this.scale, this.x, this.y));
  }

  get isOn() {
    return this.scale > 1;
  }

  get actions() {
    return { "+": () => this.by(STEP), "=": () => this.by(STEP), "-": () => this.by(1 / STEP), 0: () => this.reset() };
  }

  reset() {
    this.put(1, 0, 0);
  }

  toggle(point) {
    if (this.isOn) this.reset();
    else this.by(CLOSE, point);
  }

  /* The place under `point` (of the window; without one the middle) stays where it is. */
  by(factor, point) {
    const scale = Math.min(MOST, Math.max(1, this.scale * factor));
    const { left, top, width, height } = this.frame.getBoundingClientRect();
    const across = point ? point.clientX - (left + width / 2) : -this.x;
    const down = point ? point.clientY - (top + height / 2) : -this.y;
    const grown = 1 - scale / this.scale;
    this.put(scale, this.x + across * grown, this.y + down * grown);
  }

  /* Never so far that there is nothing to see: an edge of the photo is not drawn into the stage. */
  put(scale, x, y) {
    const most = (photo, stage) => Math.max(0, (photo * scale - stage) / 2);
    const across = most(this.frame.offsetWidth, this.stage.clientWidth);
    const down = most(this.frame.offsetHeight, this.stage.clientHeight);
    this.scale = scale < 1.02 ? 1 : scale;
    this.x = this.isOn ? Math.min(across, Math.max(-across, x)) : 0;
    this.y = this.isOn ? Math.min(down, Math.max(-down, y)) : 0;
    this.stage.toggleAttribute("data-zoomed", this.isOn);
    this.frame.style.setProperty("--zoom", this.scale);
    this.frame.style.setProperty("--pan-x", `${this.x}px`);
    this.frame.style.setProperty("--pan-y", `${this.y}px`);
  }

  turn(event) {
    if (!event.ctrlKey && matchMedia("(max-width: 52rem)").matches) return; // there the page itself is turned
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode ? LINE : 1);
    this.by(Math.exp(-pixels * (event.ctrlKey ? PINCH : WHEEL)), event);
  }

  down(event) {
    if (isTool(event) || event.button) return;
    this.fingers.set(event.pointerId, event);
    this.far = 0;
    if (this.isOn && event.pointerType === "mouse") this.stage.setPointerCapture(event.pointerId);
  }

  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    if (!event.buttons) return void this.fingers.delete(event.pointerId); // let go where nobody told us
    this.fingers.set(event.pointerId, event);
    if (this.fingers.size === 2) this.pinch();
    else if (this.isOn) this.put(this.scale, this.x + event.clientX - before.clientX, this.y + event.clientY - before.clientY);
  }

  pinch() {
    const [one, other] = this.fingers.values();
    const far = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    const middle = { clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 };
    if (this.far) this.by(far / this.far, middle);
    this.far = far;
  }

  /* By keyboard, as far as nobody else uses the arrows. */
  key(event) {
    const step = ARROWS[event.key];
    if (!step || !this.isOn || event.defaultPrevented || event.target.closest?.("input, textarea, dialog, [role=option]")) return;
    event.preventDefault();
    this.put(this.scale, this.x + step[0], this.y + step[1]);
  }
}

function isTool(event) {
  return event.target.closest("button");
}
