/* Two photos beside each other, of the same area whatever their shapes; the next ones decoded ahead. */

import { part } from "moodloop/dom";
import { onSwipe } from "moodloop/swipe";
import { called, say } from "moodloop/words";

const SIDES = ["left", "right"];

export class CompareView {
  constructor(room) {
    Object.assign(this, { room, pair: null, ready: new Map() }); // url → a decoded <img>
    this.photos = Object.fromEntries(SIDES.map((side) => [side, part(room, side)]));
  }

  /* Gets these pairs ready and lets go of all others. */
  prepare(pairs) {
    const wanted = new Set(pairs.flatMap((pair) => SIDES.map((side) => pair[side].image.url)));
    for (const url of this.ready.keys()) if (!wanted.has(url)) this.ready.delete(url);
    for (const url of wanted) if (!this.ready.has(url)) this.load(url);
  }

  load(url) {
    const image = new Image();
    image.decoding = "sync"; // both are painted together
    image.draggable = false;
    image.src = url;
    // A broken photo is shown as its text alternative, and can be skipped.
    this.ready.set(url, { image, loaded: image.decode().catch(() => {}) });
    return this.ready.get(url);
  }

  /* Resolves to true when both are on screen and still asked. */
  async show(pair) {
    this.pair = pair;
    this.remember("");
    const loaded = SIDES.map((side) => this.place(side, pair[side]));
    await Promise.all(loaded);
    await painted();
    return this.pair === pair;
  }

  place(side, { image: { url, width, height }, ...product }) {
    const { image, loaded } = this.ready.get(url) ?? this.load(url);
    image.alt = say(`${side}-photo`, { title: called(product) });
    this.photos[side].replaceChildren(image);
    // The roots of the shapes: from these the style sheet finds the largest area that both have room for.
    this.room.style.setProperty(`--${side}`, Math.sqrt(width / height));
    return loaded;
  }

  clear() {
    this.pair = null;
    for (const photo of Object.values(this.photos)) photo.replaceChildren();
  }

  /* Of a pair that is asked again: what was said of it before. */
  remember(answer) {
    this.room.dataset.said = answer;
  }

  get isStacked() {
    const [one, other] = Object.values(this.photos).map((photo) => photo.getBoundingClientRect());
    return other.top >= one.bottom;
  }
}

/* Beside each other one swipes toward the photo that is meant; one above the other, to the right means this one. */
export function onSides(view, acts) {
  const other = { left: "right", right: "left" };
  for (const side of SIDES) {
    onSwipe(view.photos[side].parentElement, view.photos[side], {
      right: () => acts[view.isStacked ? side : "right"](),
      left: () => acts[view.isStacked ? other[side] : "left"](),
    });
  }
}

function painted() {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
